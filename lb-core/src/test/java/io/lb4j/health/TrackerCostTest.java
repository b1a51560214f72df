package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lb4j.load.Node;
import io.lb4j.load.NodeSlot;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.testing.Nodes;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a tracker adds to each request. The times are printed, as machines differ. */
class TrackerCostTest {
  private static final int CALLS = 2_000_000;
  private static final long STEP_NANOS = 1_000; // a thousand rounds of outlier detection a second

  /**
   * By reflection: the module of lb-core does not read java.management, and need not for a test.
   */
  private static long allocatedBytes() {
    try {
      Object threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      Method allocated =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getCurrentThreadAllocatedBytes");
      return (long) allocated.invoke(threads);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long allocatedPerMillion(HealthTracker tracker, boolean failing) {
    List<Node> nodes = List.copyOf(Nodes.fresh(10));
    HealthTracker.Watch watch = tracker.watch(ejectorOf(nodes));
    long least = Long.MAX_VALUE;
    long fastest = Long.MAX_VALUE;
    long now = 0;
    for (int run = 0; run < 5; run++) { // the first ones warm up
      long bytes = allocatedBytes();
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        now += STEP_NANOS;
        Node node = nodes.get(i % 10);
        Outcome outcome = failing && i % 3 == 0 ? Outcome.FAILURE : Outcome.SUCCESS;
        watch.record(node, outcome, Fleet.BROKEN, 1_000_000, now);
      }
      fastest = Math.min(fastest, System.nanoTime() - start);
      least = Math.min(least, allocatedBytes() - bytes);
    }
    System.out.printf(
        "%s, failing %s: %.1f ns, %.4f bytes a call%n",
        tracker, failing, (double) fastest / CALLS, (double) least / CALLS);
    return least * 1_000_000 / CALLS;
  }

  private static HealthTracker.Ejector ejectorOf(List<Node> nodes) {
    return new HealthTracker.Ejector() {
      @Override
      public void eject(Node node, String reason) {
        throw new AssertionError(node + ": " + reason);
      }

      @Override
      public List<Node> nodes() {
        return nodes;
      }
    };
  }

  /** 20 rounds in 2 million calls (1000 in a second): less than 5 KB, and nothing for each call. */
  @Test
  void requestsAllocateNothing() {
    HealthTracker breaker = CircuitBreakerTracker.of(CircuitBreakerConfig.ofDefaults());
    assertThat(allocatedPerMillion(HealthTracker.none(), false)).isLessThan(5_000);
    for (HealthTracker tracker :
        List.of(
            HealthTracker.consecutiveFailures(5),
            HealthTracker.outlierDetection().build(),
            HealthTracker.outlierDetection().latencyFactor(3).build(),
            HealthTracker.phiAccrual().build(),
            HealthTracker.standard(),
            HealthTracker.standard().detectOnly())) {
      assertThat(allocatedPerMillion(tracker, false)).as(tracker.toString()).isLessThan(5_000);
    }
    assertThat(allocatedPerMillion(HealthTracker.standard(), true)).isLessThan(5_000);
    allocatedPerMillion(breaker, false); // Resilience4j's own, for comparison only
  }

  /** A long run of failures that a common fault explains, over and over: no words are made. */
  @Test
  void failuresThatEjectNobodyAllocateNothing() {
    List<Node> nodes = List.copyOf(Nodes.fresh(10));
    HealthTracker.Watch watch = HealthTracker.consecutiveFailures(5).watch(ejectorOf(nodes));
    long least = Long.MAX_VALUE;
    for (int run = 0; run < 5; run++) {
      long bytes = allocatedBytes();
      for (int i = 0; i < 100_000; i++) {
        Node node = nodes.get(i % 10);
        node.begin();
        node.end(Outcome.FAILURE, 1, 0);
        if (i > 100 || run > 0) {
          watch.record(node, Outcome.FAILURE, Fleet.BROKEN, 1, 0);
        }
      }
      least = Math.min(least, allocatedBytes() - bytes);
    }
    assertThat(least).isLessThan(5_000);
  }

  /** Four threads, a million requests: every one is counted, and all find the same slot. */
  @Test
  void manyThreadsShareOneSlot() throws InterruptedException {
    NodeSlot<AtomicInteger> slot = new NodeSlot<>(AtomicInteger::new);
    NodeSlot<AtomicInteger> other = new NodeSlot<>(AtomicInteger::new);
    List<Node> nodes = Nodes.fresh(1_000);
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                t ->
                    new Thread(
                        () -> {
                          await(start);
                          for (int i = 0; i < 250_000; i++) {
                            Node node = nodes.get(i % 1_000);
                            (t % 2 == 0 ? slot : other).of(node).incrementAndGet();
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(nodes).allMatch(node -> slot.of(node).get() == 500 && other.of(node).get() == 500);
  }

  /** 2 x 10^6 ends by two threads while states move: no exception, and the dead one is found. */
  @Test
  void manyThreadsAndMovesAtOnce() throws InterruptedException {
    Fleet fleet =
        new Fleet(5, HealthTracker.standard().and(HealthTracker.phiAccrual().build()).detectOnly());
    AtomicLong failed = new AtomicLong();
    List<Thread> threads =
        IntStream.range(0, 2)
            .mapToObj(
                t ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < 1_000_000; i++) {
                            fleet.ticker.advance(Duration.ofNanos(5_000));
                            int index = (i + t) % 5;
                            if (index == 3 && i % 2 == 0) {
                              fleet.fail(3);
                              failed.incrementAndGet();
                            } else {
                              fleet.succeed(index);
                            }
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (int i = 0; i < 10_000; i++) {
      fleet.move(fleet.node(i % 5), NodeState.HEALTHY, "test");
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(fleet.nodes).allMatch(node -> node.inFlight() == 0);
    assertThat(fleet.nodes.stream().mapToLong(Node::failures).sum()).isEqualTo(failed.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
