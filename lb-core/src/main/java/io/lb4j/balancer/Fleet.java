package io.lb4j.balancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/*
 * What the nodes of one load balancer are measured against: mean latency, error rate, requests in
 * flight. Handed from picker to picker.
 *
 * Nobody writes here while requests end, or all threads would fight for these lines. Every node adds up
 * its own samples; every TICK one request collects them from all the nodes in use, sets the means, and
 * prices each node anew. All between two ticks is at most that old.
 */
final class Fleet {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int NODES_A_TICK = 64; // more of them are collected more rarely
  private static final double SAMPLE_WEIGHT = 0.05; // of one sample for each node, in the mean

  /** How fast calls and failures are forgotten. */
  static final double CALLS_TAU = TimeUnit.SECONDS.toNanos(10);

  private static final double IN_FLIGHT_TAU = TimeUnit.SECONDS.toNanos(10);
  private static final double FAILURE_IN_MEANS = 4;

  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(Fleet.class, "busy", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Least weight of a sample above the estimate: 1 is peak sensitive, 0 is a plain average. */
  final double up;

  /** Jitter, seeds, starting points. */
  final Supplier<? extends RandomGenerator> random;

  private final double leastFailureNanos;

  @SuppressWarnings("unused") // through BUSY
  private volatile int busy;

  private volatile boolean started;
  private volatile long tickedAt;
  private volatile long period = TICK_NANOS;
  private long inFlightAt;

  /** Mean latency, weighted by requests; 0 while nothing was answered. */
  double mean;

  /** Mean weight of the nodes in use. */
  double weight = 1;

  /** Own requests in flight, averaged over 10 s. */
  double inFlight;

  /** Decayed failures and calls of all nodes in use, as of the last tick. */
  double failed;

  double calls;

  /** How many ticks there were. */
  int ticks;

  /** Share of failures of the best node. */
  double lowestErrorRate;

  /**
   * Latency over duration, 0 to 1. Where answers stream for minutes after their first byte, the age
   * of what is in flight says as much less of the latency.
   */
  double ageScale;

  private double duration;

  Fleet(double up, double leastFailureNanos, Supplier<? extends RandomGenerator> random) {
    this.up = up;
    this.random = random;
    this.leastFailureNanos = leastFailureNanos;
  }

  /** What a failure costs the caller: the time to notice it, and to do it again elsewhere. */
  double failureNanos() {
    return Math.max(leastFailureNanos, FAILURE_IN_MEANS * mean);
  }

  /** Time between two calls, about; never more than it takes to forget one. */
  double nanosPerCall() {
    return CALLS_TAU / Math.max(1, calls);
  }

  boolean isDue(long now) {
    return now - tickedAt >= period || !started;
  }

  /** The last time it has heard of; for callers that tell no time. */
  long lastTick() {
    return tickedAt;
  }

  /** The next pick ticks, whatever the time. */
  void tickSoon() {
    started = false;
  }

  /** True for one thread, which must {@link #endTick}. */
  boolean beginTick() {
    return (int) BUSY.getAndSet(this, 1) == 0;
  }

  void endTick() {
    BUSY.setRelease(this, 0);
  }

  /** Collects and prices; between beginTick and endTick. */
  void tick(NodeCost[] nodes, long now) {
    tickedAt = now;
    started = true;
    period = TICK_NANOS * Math.max(1, nodes.length / NODES_A_TICK);
    ticks++;
    Sums sums = new Sums();
    for (NodeCost node : nodes) {
      node.collect(sums, this, now);
    }
    learn(sums, nodes.length, now);
    double usual = calls > 0 ? failed / calls : 0;
    lowestErrorRate = 1;
    for (NodeCost node : nodes) {
      lowestErrorRate = Math.min(lowestErrorRate, node.errorRate(usual));
    }
    for (NodeCost node : nodes) {
      node.reprice(this);
    }
  }

  private void learn(Sums sums, int nodes, long now) {
    weight = sums.weight / nodes;
    failed = sums.failed;
    calls = sums.calls;
    double elapsed = Math.max(0, now - inFlightAt);
    inFlight += (sums.inFlight - inFlight) * elapsed / (IN_FLIGHT_TAU + elapsed);
    inFlightAt = now;
    if (sums.samples > 0) {
      double heard = sums.samples * SAMPLE_WEIGHT / nodes;
      double gain = mean == 0 ? 1 : heard / (1 + heard);
      mean += gain * (sums.latency / sums.samples - mean);
      duration += (duration == 0 ? 1 : gain) * (sums.duration / sums.samples - duration);
      ageScale = duration > 0 ? Math.min(1, mean / duration) : 0;
    }
  }

  /** What a tick collects. */
  static final class Sums {
    double weight;
    double failed;
    double calls;
    double samples;
    double latency;
    double duration;
    double inFlight;
  }
}
