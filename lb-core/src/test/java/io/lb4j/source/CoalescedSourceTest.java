package io.lb4j.source;

import static io.lb4j.source.EndpointSourceContract.endpoints;
import static io.lb4j.source.EndpointSourceContract.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // instead of hanging
class CoalescedSourceTest {
  private final VirtualScheduler scheduler = new VirtualScheduler(new FakeTicker());
  private final EndpointSource.Mutable registry = EndpointSource.mutable();
  private final Audience audience = new Audience();

  @Test
  void aBurstOfAThousandIsTwoUpdatesAndNothingWaitsLongerThanThePause() {
    new CoalescedSource(registry, Duration.ofSeconds(1), scheduler).subscribe(audience);
    assertThat(audience.lists).hasSize(1);
    scheduler.advance(Duration.ofSeconds(5));
    for (int i = 1; i <= 1000; i++) {
      registry.update(endpoints(i % 200));
      scheduler.advance(Duration.ofNanos(900_000));
    }
    assertThat(audience.lists).hasSize(2);
    scheduler.advance(Duration.ofMillis(100));
    assertThat(audience.lists).hasSize(3);
    assertThat(audience.ids()).isEqualTo(ids(0));
  }

  @Test
  void aSteadyStreamPassesOncePerPause() {
    new CoalescedSource(registry, Duration.ofSeconds(1), scheduler).subscribe(audience);
    for (int i = 0; i < 100; i++) {
      registry.update(endpoints(1 + i % 7));
      scheduler.advance(Duration.ofMillis(100));
    }
    assertThat(audience.lists).hasSize(11); // at once, and after 1 s to 10 s
    scheduler.advance(Duration.ofSeconds(3));
    assertThat(audience.ids()).isEqualTo(ids(1 + 99 % 7));
    assertThat(scheduler.pending()).isZero();
    registry.update(endpoints(5));
    assertThat(audience.ids()).as("after a calm, at once").isEqualTo(ids(5));
  }

  @Test
  void theBackgroundThreadPassesOnWhatWasHeld() throws InterruptedException {
    CountDownLatch three = new CountDownLatch(1);
    EndpointSource.Subscription subscription =
        registry
            .coalesced(Duration.ofMillis(1))
            .subscribe(
                endpoints -> {
                  if (endpoints.size() == 3) {
                    three.countDown();
                  }
                });
    registry.update(endpoints(2));
    registry.update(endpoints(3));
    three.await();
    subscription.close();
  }

  @Test
  void badSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.coalesced(Duration.ofSeconds(-1)))
        .withMessage("quiet: PT-1S (expected: more than 0, up to 365 days)");
  }
}
