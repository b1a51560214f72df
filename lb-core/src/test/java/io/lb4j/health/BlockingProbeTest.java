package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads; limits are only reached by a broken build. */
@Timeout(60) // instead of hanging
class BlockingProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Endpoint A = Endpoint.of("http://10.0.0.1:80").withId("a");
  private static final Endpoint MOVED = Endpoint.of("http://10.0.0.2:80").withId("a");

  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final Semaphore begun = new Semaphore(0);
  private final Semaphore mayEnd = new Semaphore(0);
  private final Semaphore interrupted = new Semaphore(0);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger overlaps = new AtomicInteger();

  @AfterEach
  void end() {
    mayEnd.release(1_000);
    pool.shutdownNow();
    assertThat(overlaps).as("two checks of one endpoint at a time").hasValue(0);
  }

  /** Ends when it may; if it is interrupted, it says so, and goes on until it may end. */
  private ProbeVerdict stubborn(Endpoint endpoint, Duration timeout) throws Exception {
    if (inside.incrementAndGet() > 1) {
      overlaps.incrementAndGet();
    }
    calls.incrementAndGet();
    begun.release();
    try {
      mayEnd.acquire();
      return ProbeVerdict.passed();
    } catch (InterruptedException e) {
      interrupted.release();
      mayEnd.acquire();
      throw e;
    } finally {
      inside.decrementAndGet();
    }
  }

  private final HealthProbe probe = HealthProbe.blocking(this::stubborn, pool);

  private CompletableFuture<ProbeVerdict> check(Endpoint endpoint, Duration timeout) {
    return probe.check(endpoint, timeout).toCompletableFuture();
  }

  @Test
  void whoAsksWhileACheckRunsSharesItsResult() throws Exception {
    CompletableFuture<ProbeVerdict> first = check(A, PATIENCE);
    begun.acquire();
    CompletableFuture<ProbeVerdict> second = check(A.withWeight(7), PATIENCE);
    assertThat(second).isNotDone().isNotSameAs(first);
    mayEnd.release();
    assertThat(first.get()).isEqualTo(ProbeVerdict.passed());
    assertThat(second.get()).isEqualTo(ProbeVerdict.passed());
    assertThat(calls).hasValue(1);
  }

  @Test
  void whoCancelsCancelsNobodyElse() throws Exception {
    CompletableFuture<ProbeVerdict> first = check(A, PATIENCE);
    begun.acquire();
    CompletableFuture<ProbeVerdict> second = check(A, PATIENCE);
    CompletableFuture<ProbeVerdict> third = check(A, PATIENCE);
    first.cancel(true);
    second.cancel(true);
    assertThat(third).isNotDone();
    mayEnd.release();
    assertThat(third.get()).isEqualTo(ProbeVerdict.passed());
    assertThat(interrupted.availablePermits()).isZero();
    assertThat(calls).hasValue(1);
  }

  /** As when an endpoint is removed and added again: the old check says nothing of the new one. */
  @Test
  void whoComesAfterAllHaveCancelledGetsACheckOfItsOwn() throws Exception {
    CompletableFuture<ProbeVerdict> first = check(A, PATIENCE);
    begun.acquire();
    CompletableFuture<ProbeVerdict> second = check(A, PATIENCE);
    first.cancel(true);
    second.cancel(true);
    interrupted.acquire();
    CompletableFuture<ProbeVerdict> next = check(A, PATIENCE);
    assertThat(next).isNotDone();
    assertThat(calls).hasValue(1);
    mayEnd.release();
    begun.acquire();
    mayEnd.release();
    assertThat(next.get()).isEqualTo(ProbeVerdict.passed());
    assertThat(calls).hasValue(2);
  }

  /** The one with a short time must not spoil it for the one with more. */
  @Test
  void afterTheTimeoutOfWhoBeganItsThreadIsInterruptedAndTheOthersGetAnotherCheck()
      throws Exception {
    CompletableFuture<ProbeVerdict> hasty = check(A, SHORT);
    begun.acquire();
    CompletableFuture<ProbeVerdict> patient = check(A, PATIENCE);
    assertThat(hasty.get()).isEqualTo(ProbeVerdict.failed("no answer within 20 ms"));
    interrupted.acquire();
    assertThat(patient).isNotDone();
    mayEnd.release();
    begun.acquire();
    mayEnd.release();
    assertThat(patient.get()).isEqualTo(ProbeVerdict.passed());
    assertThat(calls).hasValue(2);
  }

  /** Nobody waits for ever, and no task is added to one that hangs. */
  @Test
  void whileACheckHangsOthersRunIntoTheirOwnTimeout() throws Exception {
    CompletableFuture<ProbeVerdict> first = check(A, SHORT);
    begun.acquire();
    first.get();
    interrupted.acquire();
    for (int i = 0; i < 3; i++) {
      assertThat(check(A, SHORT).get()).isEqualTo(ProbeVerdict.failed("no answer within 20 ms"));
    }
    assertThat(calls).hasValue(1);
  }

  @Test
  void anotherPlaceIsAnotherEndpoint() throws Exception {
    HealthProbe places =
        HealthProbe.blocking(
            (endpoint, timeout) -> {
              if (endpoint.uri().equals(A.uri())) {
                begun.release();
                mayEnd.acquire();
              }
              return ProbeVerdict.passed();
            },
            pool);
    places.check(A, PATIENCE);
    begun.acquire();
    assertThat(places.check(MOVED, PATIENCE).toCompletableFuture().get())
        .isEqualTo(ProbeVerdict.passed());
  }

  @Test
  void whatIsThrownIsToldToAllWhoShareIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    HealthProbe broken =
        HealthProbe.blocking(
            (endpoint, timeout) -> {
              go.await();
              throw new IllegalStateException("broken");
            },
            pool);
    CompletableFuture<ProbeVerdict> one = broken.check(A, PATIENCE).toCompletableFuture();
    CompletableFuture<ProbeVerdict> two = broken.check(A, PATIENCE).toCompletableFuture();
    go.countDown();
    for (CompletableFuture<ProbeVerdict> each : List.of(one, two)) {
      assertThat(each.handle((verdict, thrown) -> thrown).get())
          .satisfiesAnyOf(
              thrown -> assertThat(thrown).hasMessage("broken"),
              thrown ->
                  assertThat(thrown)
                      .isInstanceOf(CompletionException.class)
                      .hasRootCauseMessage("broken"));
    }
  }

  /** 4 threads, 10^6 checks of 3 endpoints in all, one of eight cancelled: each has an end. */
  @Test
  void underContentionEveryCheckEndsWithWhatAnEndpointReallySaid() throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    AtomicLong passed = new AtomicLong();
    AtomicLong cancelled = new AtomicLong();
    AtomicLong other = new AtomicLong();
    int[] busy = new int[3]; // not atomic on purpose: one task at a time for each endpoint
    AtomicLong ran = new AtomicLong();
    HealthProbe counting =
        HealthProbe.blocking(
            (endpoint, timeout) -> {
              busy[endpoint.weight()]++;
              ran.incrementAndGet();
              return ProbeVerdict.passed();
            },
            two);
    List<Endpoint> endpoints =
        List.of(
            Endpoint.named("x").withWeight(0),
            Endpoint.named("y").withWeight(1),
            Endpoint.named("z").withWeight(2));
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                List<CompletableFuture<ProbeVerdict>> open = new ArrayList<>();
                for (int i = 0; i < 250_000; i++) {
                  CompletableFuture<ProbeVerdict> each =
                      counting.check(endpoints.get(i % 3), PATIENCE).toCompletableFuture();
                  if (i % 8 == 0) {
                    each.cancel(true);
                  }
                  open.add(each);
                  if (open.size() == 50) {
                    open.forEach(one -> count(one, passed, cancelled, other));
                    open.clear();
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    two.shutdown();
    assertThat(two.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(other).hasValue(0);
    assertThat(passed.get() + cancelled.get()).isEqualTo(1_000_000);
    assertThat((long) busy[0] + busy[1] + busy[2]).isEqualTo(ran.get());
  }

  private static void count(
      CompletableFuture<ProbeVerdict> each,
      AtomicLong passed,
      AtomicLong cancelled,
      AtomicLong other) {
    try {
      (each.join().isPassed() ? passed : other).incrementAndGet();
    } catch (RuntimeException e) {
      (each.isCancelled() ? cancelled : other).incrementAndGet();
    }
  }
}
