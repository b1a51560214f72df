package io.lb4j.balancer;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/*
 * The price of one node: the time the next request there is expected to cost,
 *
 *   (in flight + 1) × latency / weight  +  error rate in excess of the usual × price of a failure
 *
 * Both products are ready in `base` and `pen`, so that a pick is one multiplication for each candidate.
 * Three corrections to a plain average:
 *
 *   - what is in flight now is a floor for the latency: a hung node is dear before anything ends;
 *   - what was not heard of for a while shrinks to the fleet's mean, not to zero; a new node gets
 *     one request before all others, and counts double the mean until it has answered that;
 *   - a quick error is not a latency. A slow one is: it took at least that long.
 *
 * `ages` is exact. The rest are estimates. What is rare (failures, ticks, the end of a hold) is written
 * under a try-lock: who does not get it drops its sample. Successes only look whether somebody holds it:
 * taking it would cost them a fifth of all that is done here, and of two that end within the same
 * nanoseconds one may be lost. So sums that successes add to only ever grow, and a tick takes the
 * difference: what is lost is then a sample, and never a reset.
 */
final class NodeCost {
  private static final double LATENCY_TAU = TimeUnit.SECONDS.toNanos(3);
  private static final double PER_TAU = 1 / LATENCY_TAU;
  private static final double SHORT = LATENCY_TAU / 64; // then a division is within 2 % of none
  private static final double SHRINK_TAU = TimeUnit.SECONDS.toNanos(20);
  private static final double PSEUDO_CALLS = 10; // at the fleet's error rate, against small numbers
  private static final double MARGIN = 1.5;
  private static final double NEGLIGIBLE = 0.001;
  private static final double WEIGHTLESS = 1e9; // finite: still the best when no other is left

  private static final VarHandle AGES;
  private static final VarHandle BUSY;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      AGES = lookup.findVarHandle(NodeCost.class, "ages", long.class);
      BUSY = lookup.findVarHandle(NodeCost.class, "busy", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Node node;
  private final @Nullable Probation probation;

  private long ages; // written through AGES; a plain read orders nothing and costs least
  private double base = 1;
  private double pen;
  private double inverseWeight = 1;

  @SuppressWarnings("unused") // through BUSY
  private volatile int busy;

  private boolean seen;
  private double latency;
  private long sampledAt;
  private double failed; // decayed sums
  private double calls;
  private long fadedAt;
  private double tickFailed; // this node's part of the fleet's sums
  private double tickCalls;
  private int tick; // of which they are a part: nodes on hold are not in the later ones
  private double samples; // and their sums, ever
  private double sampleSum;
  private double durationSum;
  private double takenSamples; // what the last tick saw of them
  private double takenSum;
  private double takenDurations;

  /** For whoever makes pickers: which of them has listed this node last. */
  int listed;

  /**
   * Less than this no call over a network takes, so what differs below it is noise. Without it,
   * calls that do next to nothing would all go to whichever node was a hundred nanoseconds quicker
   * once.
   */
  private static final double LEAST_NANOS = 50_000;

  private NodeCost(Node node, @Nullable Probation probation) {
    this.node = node;
    this.probation = probation;
  }

  /** The costs kept with the node; fresh ones if it is new here. Off the request path. */
  static NodeCost of(Node node) {
    return attached(node, false);
  }

  /** The same, with probation after failures in a row. */
  static NodeCost withProbation(Node node) {
    return attached(node, true);
  }

  private static NodeCost attached(Node node, boolean probation) {
    return node.attachment() instanceof NodeCost known && known.isHoldable() == probation
        ? known
        : attach(node, probation);
  }

  /** Rare: a node that no picker has seen. Two requests may begin on it at once. */
  private static NodeCost attach(Node node, boolean probation) {
    synchronized (node) {
      if (node.attachment() instanceof NodeCost known && known.isHoldable() == probation) {
        return known;
      }
      NodeCost fresh = new NodeCost(node, probation ? new Probation() : null);
      node.attach(fresh);
      return fresh;
    }
  }

  private boolean isHoldable() {
    return probation != null;
  }

  boolean isHeld() {
    return probation != null && probation.isHeld();
  }

  boolean takeCanary(long now) {
    return inFlight() == 0 && probation != null && probation.takeCanary(now);
  }

  boolean isCanaryDue(long now) {
    return inFlight() == 0 && probation != null && probation.isCanaryDue(now);
  }

  String hold(long now) {
    return probation == null ? "nothing" : probation.describe(now);
  }

  int inFlight() {
    return Ages.count(ages());
  }

  /** What the next request here costs, unless what is in flight is overdue. */
  double cost() {
    return (Ages.countAsDouble(ages) + 1) * base + pen;
  }

  /** True if the age of what is in flight proves the estimate too low. */
  boolean isOverdue(double ageScale, long now) {
    long word = ages();
    int count = Ages.count(word);
    return count != 0 && Ages.totalNanos(word, now) * ageScale * inverseWeight > base * count;
  }

  /** What the next request here costs: the age of what is in flight is a floor for the latency. */
  double costByAge(double ageScale, long now) {
    long word = ages();
    int count = Ages.count(word);
    double waited = Ages.totalNanos(word, now) * ageScale * inverseWeight;
    return (count + 1) * Math.max(base, count == 0 ? 0 : waited / count) + pen;
  }

  long ages() {
    return (long) AGES.getAcquire(this);
  }

  void begun(Fleet fleet, long startNanos) {
    AGES.getAndAdd(this, Ages.entry(startNanos));
    if (!seen) {
      base = Math.max(LEAST_NANOS, 2 * fleet.mean) * inverseWeight; // until the first answer
    }
  }

  void left(long startNanos) {
    AGES.getAndAdd(this, -Ages.entry(startNanos));
  }

  /** Takes the sample; true if a pick should look at everything anew. */
  boolean ended(Fleet fleet, Outcome outcome, long startNanos, long latencyNanos, long now) {
    if (outcome == Outcome.SUCCESS && (probation == null || !probation.isTroubled())) {
      if ((int) BUSY.getOpaque(this) == 0) {
        succeeded(fleet, latencyNanos, now - startNanos, now);
      }
      return fleet.mean == 0;
    }
    return troubled(fleet, outcome == Outcome.FAILURE, startNanos, latencyNanos, now)
        || fleet.mean == 0;
  }

  /** What nearly every request comes to. */
  private void succeeded(Fleet fleet, long latencyNanos, long durationNanos, long now) {
    count(now);
    sample(fleet, latencyNanos, durationNanos, now);
    price(fleet);
  }

  private void count(long now) {
    if (calls == 0) {
      fadedAt = now;
    }
    calls++;
  }

  private boolean troubled(
      Fleet fleet, boolean failure, long startNanos, long latencyNanos, long now) {
    boolean changed =
        failure
            && probation != null
            && probation.failed(fleet, usualErrorRate(fleet), startNanos, now);
    if ((int) BUSY.getAndSet(this, 1) != 0) {
      return changed;
    }
    try {
      count(now);
      failed += failure ? 1 : 0;
      if (!failure && hasReturned(fleet, startNanos, now)) {
        restart(fleet, latencyNanos, now);
        changed = true;
      } else if (!failure || latencyNanos > (seen ? latency : fleet.mean)) {
        sample(fleet, latencyNanos, now - startNanos, now);
      }
      price(fleet);
    } finally {
      BUSY.setRelease(this, 0);
    }
    return changed;
  }

  private boolean hasReturned(Fleet fleet, long startNanos, long now) {
    return probation != null
        && probation.isTroubled()
        && probation.succeeded(usualErrorRate(fleet), startNanos, now);
  }

  private void sample(Fleet fleet, long latencyNanos, long durationNanos, long now) {
    if (seen) {
      double elapsed = Math.max(0, now - sampledAt);
      double gain = elapsed < SHORT ? elapsed * PER_TAU : elapsed / (elapsed + LATENCY_TAU);
      if (latencyNanos > latency) {
        gain = Math.max(gain, fleet.up);
      }
      latency += gain * (latencyNanos - latency);
    } else {
      latency = latencyNanos;
      seen = true;
    }
    sampledAt = now;
    samples++;
    sampleSum += latencyNanos;
    durationSum += durationNanos;
  }

  /** Back from probation: the past is forgiven, and nothing better than the mean is believed. */
  private void restart(Fleet fleet, long latencyNanos, long now) {
    failed = 0;
    calls = 0;
    seen = true;
    latency = Math.max(latencyNanos, fleet.mean);
    sampledAt = now;
  }

  /**
   * Hands over what was sampled since the last tick, and lets the old fade. One thread at a time.
   */
  void collect(Fleet.Sums sums, Fleet fleet, long now) {
    sums.weight += node.weight();
    sums.inFlight += inFlight();
    if ((int) BUSY.getAndSet(this, 1) == 0) {
      try {
        fade(fleet, now);
        sums.samples += samples - takenSamples;
        sums.latency += sampleSum - takenSum;
        sums.duration += durationSum - takenDurations;
        takenSamples = samples;
        takenSum = sampleSum;
        takenDurations = durationSum;
      } finally {
        BUSY.setRelease(this, 0);
      }
    }
    tickFailed = failed;
    tickCalls = calls;
    tick = fleet.ticks;
    sums.failed += failed;
    sums.calls += calls;
  }

  /** Share of failures here, if it usually is so much: few calls prove little against that. */
  double errorRate(double usual) {
    return (failed + PSEUDO_CALLS * usual) / (calls + PSEUDO_CALLS);
  }

  private void fade(Fleet fleet, long now) {
    double elapsed = Math.max(0, now - fadedAt);
    double kept = Fleet.CALLS_TAU / (Fleet.CALLS_TAU + elapsed);
    failed = failed * kept < NEGLIGIBLE ? 0 : failed * kept;
    calls *= kept;
    if (fleet.mean > 0) {
      latency = fleet.mean + (latency - fleet.mean) * SHRINK_TAU / (SHRINK_TAU + elapsed);
    }
    fadedAt = now;
  }

  /** The same after a tick, which may have changed the mean weight. */
  void reprice(Fleet fleet) {
    double weight = node.weight();
    inverseWeight = fleet.weight == 0 ? 1 : weight > 0 ? fleet.weight / weight : WEIGHTLESS;
    price(fleet);
  }

  private void price(Fleet fleet) {
    // Nobody knows a node that has never answered, so it gets one request before all others, and
    // the
    // next when that is answered. At the mean it would wait for ever where a cold start made the
    // mean
    // high and one node that happened to be warm takes all there is.
    double expected = seen ? latency : inFlight() > 0 ? 2 * fleet.mean : 0;
    base = Math.max(LEAST_NANOS, expected) * inverseWeight;
    pen = failed == 0 ? 0 : excess(usualErrorRate(fleet)) * fleet.failureNanos();
  }

  /**
   * What no node is to blame for: the error rate of the others together, or that of the best if it
   * is less. Where two of three nodes fail, the mean of the others would excuse both.
   */
  private double usualErrorRate(Fleet fleet) {
    boolean counted = tick == fleet.ticks;
    double elsewhere = fleet.calls - (counted ? tickCalls : 0);
    double others = elsewhere <= 1 ? 0 : (fleet.failed - (counted ? tickFailed : 0)) / elsewhere;
    return Math.max(0, Math.min(others, fleet.lowestErrorRate));
  }

  /** Error rate beyond the usual and beyond what chance explains. */
  private double excess(double usual) {
    double chance = 2 * Math.sqrt(usual * (1 - usual) / (calls + PSEUDO_CALLS));
    return Math.max(0, errorRate(usual) - MARGIN * usual - chance);
  }
}
