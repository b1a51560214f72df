package io.lb4j.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.limit.ConcurrencyLimit.Gauge;
import io.lb4j.load.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
  private static final long MS = 1_000_000;
  private long now = Long.MAX_VALUE - 5 * MS; // about to overflow

  private void end(Gauge gauge, Outcome outcome, long millis, int inFlight, int times) {
    for (int i = 0; i < times; i++) {
      now += MS;
      gauge.ended(outcome, millis * MS, inFlight, now);
    }
  }

  @Test
  void fixedStaysWhereItIs() {
    Gauge gauge = ConcurrencyLimit.fixed(7).start();
    end(gauge, Outcome.FAILURE, 100, 7, 50);
    assertThat(gauge.limit()).isEqualTo(7);
  }

  @Test
  void aimdGrowsByOneForEachFullRound() {
    Gauge gauge = ConcurrencyLimit.aimd(10, 1, 20).start();
    end(gauge, Outcome.SUCCESS, 1, 10, 11);
    assertThat(gauge.limit()).isEqualTo(11);
    end(gauge, Outcome.SUCCESS, 1, 4, 1_000); // half of it is unused
    assertThat(gauge.limit()).isEqualTo(11);
    end(gauge, Outcome.SUCCESS, 1, 20, 1_000);
    assertThat(gauge.limit()).isEqualTo(20);
  }

  @Test
  void aimdTakesABurstOfFailuresForOneSign() {
    Gauge gauge = ConcurrencyLimit.aimd(100, 1, 200).start();
    end(gauge, Outcome.FAILURE, 50, 100, 40); // all begun before the first of them had failed
    assertThat(gauge.limit()).isEqualTo(90);
    end(gauge, Outcome.FAILURE, 1, 90, 1_000);
    assertThat(gauge.limit()).isEqualTo(1);
  }

  /** A queue of 300 ms over a service of 100 ms: 1.5 × 100 / 400 is less than a half, so halved. */
  @Test
  void gradientShrinksWhenLatencyRisesAndGrowsWhenItIsBack() {
    Gauge gauge = ConcurrencyLimit.gradient(100, 10, 400).start();
    end(gauge, Outcome.SUCCESS, 100, 100, 10);
    int grown = gauge.limit();
    assertThat(grown).isBetween(106, 108); // + 0.2 × 4 each time
    end(gauge, Outcome.SUCCESS, 400, grown, 1);
    assertThat(gauge.limit()).isBetween((int) (0.9 * grown) - 1, (int) (0.9 * grown) + 2);
    end(gauge, Outcome.SUCCESS, 400, 100, 30);
    int shrunk = gauge.limit();
    assertThat(shrunk).isLessThan(40);
    end(gauge, Outcome.SUCCESS, 100, 400, 100);
    assertThat(gauge.limit()).isGreaterThan(shrunk + 70);
  }

  @Test
  void gradientLearnsNothingFromFailuresAndUnusedRoom() {
    Gauge gauge = ConcurrencyLimit.gradient().start();
    end(gauge, Outcome.FAILURE, 1, 20, 100);
    end(gauge, Outcome.SUCCESS, 1, 9, 100);
    assertThat(gauge.limit()).isEqualTo(20);
    end(gauge, Outcome.SUCCESS, 1, 200, 10_000);
    assertThat(gauge.limit()).isEqualTo(200);
  }

  @Test
  void badLimitsAreRefused() {
    assertThatThrownBy(() -> ConcurrencyLimit.fixed(0)).hasMessage("limit: 0 (expected: >= 1)");
    assertThatThrownBy(() -> ConcurrencyLimit.aimd(5, 10, 20))
        .hasMessage("initial: 5 (expected: 10 to 20)");
    assertThatThrownBy(() -> ConcurrencyLimit.gradient(5, 10, 9))
        .hasMessage("max: 9 (expected: >= min 10)");
    assertThatThrownBy(() -> WaitQueue.of(0, Duration.ofSeconds(1)))
        .hasMessage("capacity: 0 (expected: >= 1)");
    assertThatThrownBy(() -> WaitQueue.of(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Throttle.adaptive().withRatio(0.5))
        .hasMessage("ratio: 0.5 (expected: 1 to 100)");
  }
}
