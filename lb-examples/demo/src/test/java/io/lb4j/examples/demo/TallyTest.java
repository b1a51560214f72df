package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Outcome;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final AtomicLong now = new AtomicLong();
  private final Tally tally = new Tally(now::get);

  @Test
  void aRequestThatEndsWellIsTimedAndNotLost() {
    tally.request(() -> now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1)));

    assertThat(tally.reading().requests().total()).isEqualTo(1);
    assertThat(tally.reading().lost()).isZero();
    assertThat(tally.firstFailure()).isEmpty();
  }

  @Test
  void aRequestThatThrowsIsLost() {
    tally.request(
        () -> {
          throw new IOException("refused");
        });

    assertThat(tally.reading().requests().total()).isEqualTo(1);
    assertThat(tally.reading().lost()).isEqualTo(1);
    assertThat(tally.reading().failed()).isZero();
    assertThat(tally.firstFailure()).contains("request: java.io.IOException: refused");
  }

  @Test
  void readsAndWritesThatThrowAreFailed() {
    Tally.Unit broken =
        () -> {
          throw new SQLException("gone");
        };
    tally.read(broken);
    tally.write(broken);

    assertThat(tally.reading().failed()).isEqualTo(2);
    assertThat(tally.reading().lost()).isZero();
    assertThat(tally.firstFailure()).contains("read: java.sql.SQLException: gone");
  }

  @Test
  void missingWritesAreFailed() {
    tally.missing(0);
    assertThat(tally.reading().failed()).isZero();
    tally.missing(3);
    assertThat(tally.reading().failed()).isEqualTo(3);
    assertThat(tally.firstFailure()).contains("3 acknowledged writes are not on the primary");
  }

  @Test
  void attemptsAreCountedForEachEndpoint() {
    tally.released(Endpoint.named("a"), Outcome.SUCCESS, 1_000);
    tally.released(Endpoint.named("a"), Outcome.FAILURE, 1_000);
    tally.released(Endpoint.named("b"), Outcome.IGNORED, 1_000);

    assertThat(tally.reading().endpoint("a").total()).isEqualTo(2);
    assertThat(tally.reading().endpoint("a").failed()).isEqualTo(1);
    assertThat(tally.reading().endpoint("b").total()).isZero();
  }
}
