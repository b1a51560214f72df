package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final List<String> BOTH = List.of("a", "b");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
  private final Tally tally = new Tally(now::get);
  private final Window window = new Window(Duration.ofSeconds(3));

  @Test
  void showsTheShareOfTheLastSecondsOnly() {
    window.slideTo(tally.reading());
    send("a", 30);
    assertThat(window.slideTo(tally.reading()).share("a", BOTH)).isEqualTo(1);

    for (int second = 1; second <= 4; second++) {
      now.addAndGet(TimeUnit.SECONDS.toNanos(1)); // overflows on the way
      send("b", 10);
      window.slideTo(tally.reading());
    }

    Reading lately = window.slideTo(tally.reading());
    assertThat(lately.share("a", BOTH)).isZero();
    assertThat(lately.share("b", BOTH)).isEqualTo(1);
    assertThat(lately.perSecond(lately.endpoint("b").total())).isEqualTo(10);
  }

  @Test
  void beforeAnythingHappensThereIsNothing() {
    Reading lately = window.slideTo(tally.reading());

    assertThat(lately.share("a", BOTH)).isZero();
    assertThat(lately.perSecond(5)).isZero();
  }

  private void send(String id, int count) {
    for (int i = 0; i < count; i++) {
      tally.released(Endpoint.named(id), Outcome.SUCCESS, 1_000);
    }
  }
}
