package io.lb4j.limit;

import io.lb4j.load.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;

/**
 * The counts of one {@link Throttle}: requests and successes in 24 slots of its window.
 *
 * <p><b>Thread safety:</b> safe, no locks; a count may be lost in the moment a slot is reused.
 * <b>Cost:</b> {@link #admits} reads 72 numbers, {@link #ended} adds to two.
 */
public final class ThrottleMeter {
  private static final int SLOTS = 24;
  private static final long PROBE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Throttle throttle;
  private final long slotNanos;
  private final long originNanos;
  private final AtomicLongArray turns = new AtomicLongArray(SLOTS);
  private final AtomicLongArray requests = new AtomicLongArray(SLOTS);
  private final AtomicLongArray accepts = new AtomicLongArray(SLOTS);
  private final AtomicLong probedNanos;

  /**
   * Nothing yet.
   *
   * @param nowNanos the present by the load balancer's ticker
   */
  public ThrottleMeter(Throttle throttle, long nowNanos) {
    this.throttle = throttle;
    this.slotNanos = throttle.window().toNanos() / SLOTS;
    this.originNanos = nowNanos;
    this.probedNanos = new AtomicLong(nowNanos);
  }

  /** False if this request is to be turned away; it is then counted. */
  public boolean admits(long nowNanos, RandomGenerator random) {
    double chance = rejection(nowNanos);
    if (chance <= 0 || random.nextDouble() >= chance || isProbe(nowNanos)) {
      return true;
    }
    requests.getAndIncrement(slot(nowNanos));
    return false;
  }

  /** A request that was let through has ended. */
  public void ended(Outcome outcome, long nowNanos) {
    if (outcome != Outcome.IGNORED) {
      int slot = slot(nowNanos);
      requests.getAndIncrement(slot);
      if (outcome == Outcome.SUCCESS) {
        accepts.getAndIncrement(slot);
      }
    }
  }

  /** The probability, from 0 to 1, with which a request is turned away now. */
  public double rejection(long nowNanos) {
    long turn = turn(nowNanos);
    long asked = 0;
    long accepted = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (turn - turns.get(slot) < SLOTS) {
        asked += requests.get(slot);
        accepted += accepts.get(slot);
      }
    }
    return asked < throttle.minRequests()
        ? 0
        : Math.max(0, (asked - throttle.ratio() * accepted) / (asked + 1));
  }

  private boolean isProbe(long now) {
    long last = probedNanos.get();
    return now - last >= PROBE_NANOS && probedNanos.compareAndSet(last, now);
  }

  private long turn(long now) {
    return Math.max(0, now - originNanos) / slotNanos;
  }

  private int slot(long now) {
    long turn = turn(now);
    int slot = (int) (turn % SLOTS);
    long before = turns.get(slot);
    if (before < turn && turns.compareAndSet(slot, before, turn)) {
      requests.set(slot, 0);
      accepts.set(slot, 0);
    }
    return slot;
  }
}
