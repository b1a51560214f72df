package io.lb4j.balancer;

import io.lb4j.load.Node;
import io.lb4j.load.ProbeResult;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/*
 * The last answers of up to sixteen nodes, one for each node: with two of the same node in a small
 * fleet, its good answer would be used twice as often.
 *
 * An answer is dropped after a second, after its last use, and in place of the oldest. Each use adds
 * one to its requests in flight: that request will be there, too.
 *
 * Slots are exchanged by compare-and-set; who loses a race has lost an answer, and another will come.
 */
final class ProbePool {
  static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int SLOTS = 16;
  private static final int REMEMBERED = 64;
  private static final int RECOUNT = 8;
  private static final double QUANTILE = 0.84; // 2^-0.25, as published

  /** One answer. */
  static final class Answer {
    final Node node;
    final long atNanos;
    final double latency;
    private final AtomicInteger inFlight;
    private final AtomicInteger usesLeft;

    private Answer(Node node, ProbeResult result, int uses, long atNanos) {
      this.node = node;
      this.atNanos = atNanos;
      this.latency = result.latency().toNanos();
      this.inFlight = new AtomicInteger(result.requestsInFlight());
      this.usesLeft = new AtomicInteger(uses);
    }

    /** Requests in flight for each unit of weight, those it was chosen for since among them. */
    double load() {
      return inFlight.get() / node.weight();
    }
  }

  private final AtomicReferenceArray<@Nullable Answer> slots = new AtomicReferenceArray<>(SLOTS);
  private final double[] recent = new double[REMEMBERED]; // loads as last heard
  private final AtomicInteger heard = new AtomicInteger();
  private volatile double quantile = QUANTILE;
  private volatile double hotAbove = Double.POSITIVE_INFINITY;
  private volatile long lastPickAt;

  /**
   * Of fewer than ten nodes the busiest is more than the published share of all, and hot as well.
   */
  void fit(int nodes) {
    quantile = Math.max(0, Math.min(QUANTILE, 1 - 1.5 / nodes));
  }

  static int slots() {
    return SLOTS;
  }

  /** The answer in a slot, or null if it is empty or stale. */
  @Nullable Answer at(int slot, long now) {
    Answer answer = slots.get(slot);
    return answer != null && now - answer.atNanos < FRESH_NANOS ? answer : null;
  }

  /** Nodes with more load are hot: their latency is about to rise. */
  double hotAbove() {
    return hotAbove;
  }

  boolean isHot(Answer answer) {
    return answer.load() > hotAbove;
  }

  /** For callers that tell no time. */
  long lastPickAt() {
    return lastPickAt;
  }

  void pickedAt(long now) {
    lastPickAt = now;
  }

  void put(Node node, ProbeResult result, int uses, long launchedNanos) {
    Answer answer = new Answer(node, result, uses, launchedNanos);
    int slot = slotFor(node);
    slots.set(slot, answer);
    int number = heard.getAndIncrement();
    recent[(number & Integer.MAX_VALUE) % REMEMBERED] = answer.load();
    if (number % RECOUNT == 0) {
      recount(Math.min(REMEMBERED, number < 0 ? REMEMBERED : number + 1));
    }
  }

  private void recount(int count) {
    double[] sorted = Arrays.copyOf(recent, count);
    Arrays.sort(sorted);
    hotAbove = sorted[(int) (quantile * (count - 1))];
  }

  /** The node's own, an empty one, or the oldest. */
  private int slotFor(Node node) {
    int best = 0;
    @Nullable Answer oldest = slots.get(0);
    for (int slot = 0; slot < SLOTS; slot++) {
      Answer answer = slots.get(slot);
      if (answer != null && answer.node == node) {
        return slot;
      }
      if (oldest != null && (answer == null || answer.atNanos - oldest.atNanos < 0)) {
        best = slot;
        oldest = answer;
      }
    }
    return best;
  }

  void use(int slot, Answer answer) {
    answer.inFlight.getAndIncrement();
    if (answer.usesLeft.decrementAndGet() <= 0) {
      slots.compareAndSet(slot, answer, null);
    }
  }

  void forget(Node node) {
    for (int slot = 0; slot < SLOTS; slot++) {
      Answer answer = slots.get(slot);
      if (answer != null && answer.node == node) {
        slots.compareAndSet(slot, answer, null);
      }
    }
  }

  /** Makes room for news: drops the oldest, or the worst, which otherwise would stay for ever. */
  void removeOne(boolean oldest) {
    int worst = -1;
    for (int slot = 0; slot < SLOTS; slot++) {
      Answer answer = slots.get(slot);
      if (answer != null && (worst < 0 || isWorse(answer, slots.get(worst), oldest))) {
        worst = slot;
      }
    }
    if (worst >= 0) {
      slots.set(worst, null);
    }
  }

  private boolean isWorse(Answer answer, @Nullable Answer than, boolean oldest) {
    if (than == null || oldest) {
      return than == null || answer.atNanos - than.atNanos < 0;
    }
    return isHot(answer) == isHot(than)
        ? isHot(answer) ? answer.load() > than.load() : answer.latency > than.latency
        : isHot(answer);
  }
}
