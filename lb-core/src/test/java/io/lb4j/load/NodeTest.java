package io.lb4j.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.testing.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class NodeTest {
  private static final long MS = Duration.ofMillis(1).toNanos();

  private final FakeTicker ticker = new FakeTicker();
  private final Node node = new Node(Endpoint.named("a"));

  private void call(Outcome outcome, long latencyNanos) {
    node.begin();
    node.end(outcome, latencyNanos, ticker.nanos());
  }

  @Test
  void countsAddUp() {
    node.begin();
    call(Outcome.SUCCESS, MS);
    call(Outcome.FAILURE, MS);
    call(Outcome.IGNORED, MS);
    assertThat(node.inFlight()).isEqualTo(1);
    assertThat(node.picks()).isEqualTo(4);
    assertThat(node.successes()).isEqualTo(1);
    assertThat(node.failures()).isEqualTo(1);
    assertThat(node.errorRate()).isEqualTo(0.5);
  }

  @Test
  void beginTellsHowManyWereThereBefore() {
    assertThat(node.begin()).isZero();
    assertThat(node.begin()).isOne();
    node.undo();
    assertThat(node.inFlight()).isOne();
    assertThat(node.picks()).isOne();
  }

  @Test
  void onlyASuccessEndsARunOfFailures() {
    call(Outcome.FAILURE, MS);
    call(Outcome.IGNORED, MS);
    call(Outcome.FAILURE, MS);
    assertThat(node.consecutiveFailures()).isEqualTo(2);
    call(Outcome.SUCCESS, MS);
    assertThat(node.consecutiveFailures()).isZero();
  }

  @Test
  void fastFailuresDoNotMakeANodeLookFast() {
    call(Outcome.SUCCESS, 100 * MS);
    for (int i = 0; i < 100; i++) {
      call(Outcome.FAILURE, MS);
    }
    assertThat(node.latencyNanos()).isEqualTo(100.0 * MS);
    assertThat(node.errorRate()).isEqualTo(100.0 / 101, within(1e-9));
  }

  @Test
  void oldSamplesFadeAcrossTheOverflowOfTheClock() {
    call(Outcome.SUCCESS, 100 * MS);
    ticker.advance(Duration.ofSeconds(10)); // one time constant: the old sample counts half
    call(Outcome.SUCCESS, 10 * MS);
    assertThat(node.latencyNanos()).isEqualTo((50.0 + 10.0) / 1.5 * MS, within(1.0));
  }

  @Test
  void ignoredRequestsLeaveNoTraceInTheEstimates() {
    call(Outcome.IGNORED, 1000 * MS);
    assertThat(node.latencyNanos()).isZero();
    assertThat(node.errorRate()).isZero();
  }

  @Test
  void countersAreExactUnderContention() throws InterruptedException {
    int threads = 4;
    int each = 250_000;
    CountDownLatch start = new CountDownLatch(1);
    var errors = new ConcurrentLinkedQueue<Throwable>();
    Thread[] workers = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      workers[t] =
          new Thread(
              () -> {
                try {
                  start.await();
                  for (int i = 0; i < each; i++) {
                    call(i % 2 == 0 ? Outcome.SUCCESS : Outcome.FAILURE, MS);
                  }
                } catch (Throwable e) {
                  errors.add(e);
                }
              });
      workers[t].start();
    }
    start.countDown();
    for (Thread worker : workers) {
      worker.join();
    }
    assertThat(errors).isEmpty();
    assertThat(node.inFlight()).isZero();
    assertThat(node.successes()).isEqualTo((long) threads * each / 2);
    assertThat(node.failures()).isEqualTo((long) threads * each / 2);
  }

  @Test
  void cancellationAndTheCallersMistakesSayNothingOfTheEndpoint() {
    assertThat(Outcome.of(new IOException())).isEqualTo(Outcome.FAILURE);
    assertThat(Outcome.of(new IllegalStateException())).isEqualTo(Outcome.FAILURE);
    assertThat(Outcome.of(new CancellationException())).isEqualTo(Outcome.IGNORED);
    assertThat(Outcome.of(new InterruptedException())).isEqualTo(Outcome.IGNORED);
    assertThat(Outcome.of(new NullPointerException())).isEqualTo(Outcome.IGNORED);
    assertThat(Outcome.of(new AssertionError())).isEqualTo(Outcome.IGNORED);
    assertThat(Outcome.of(new CompletionException(new CancellationException())))
        .isEqualTo(Outcome.IGNORED);
    assertThat(Outcome.of(new CompletionException(new IOException()))).isEqualTo(Outcome.FAILURE);
  }
}
