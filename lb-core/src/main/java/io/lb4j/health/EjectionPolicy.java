package io.lb4j.health;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long an ejected endpoint stays out, and how many must stay in. Immutable.
 *
 * @param first time out after the first ejection, before jitter
 * @param longest the time doubles with every ejection that follows, up to this; but not while
 *     nobody else is fit, or it is panic
 * @param minAvailable share of the endpoints that stays in rotation whatever happens, from 0 to 1;
 *     at least one endpoint stays, unless this is 0: then even the last may go, for callers that
 *     have another place to go to
 */
public record EjectionPolicy(Duration first, Duration longest, double minAvailable) {
  /** Refuses durations that are not positive, or out of order, and shares outside 0 to 1. */
  public EjectionPolicy {
    notNull(first, "first");
    notNull(longest, "longest");
    check(!first.isNegative() && !first.isZero(), "first", first, "more than 0");
    check(longest.toDays() <= 365, "longest", longest, "up to 365 days");
    check(longest.compareTo(first) >= 0, "longest", longest, ">= first, " + first);
    check(minAvailable >= 0 && minAvailable <= 1, "minAvailable", minAvailable, "0 to 1");
  }

  /** 5 s, doubling to 300 s; half of the endpoints stay in. */
  public static EjectionPolicy standard() {
    return new EjectionPolicy(Duration.ofSeconds(5), Duration.ofSeconds(300), 0.5);
  }

  /** The same with another first time out. */
  public EjectionPolicy withFirst(Duration first) {
    return new EjectionPolicy(first, longest, minAvailable);
  }

  /** The same with another longest time out. */
  public EjectionPolicy withLongest(Duration longest) {
    return new EjectionPolicy(first, longest, minAvailable);
  }

  /** The same with another share that stays in. */
  public EjectionPolicy withMinAvailable(double minAvailable) {
    return new EjectionPolicy(first, longest, minAvailable);
  }

  /**
   * Nanoseconds an endpoint stays out: {@code first} doubled for each earlier ejection, ± 25 % so
   * that clients do not come back in step.
   *
   * @param earlier ejections since it was last healthy, 0 for the first
   */
  public long nanosOut(int earlier, RandomGenerator random) {
    double doubled = first.toNanos() * Math.pow(2, Math.min(earlier, 40));
    double capped = Math.min(doubled, longest.toNanos());
    return (long) (capped * (0.75 + random.nextDouble() / 2));
  }

  /** How many of {@code known} endpoints must stay in rotation. */
  public int mustStay(int known) {
    return minAvailable == 0 ? 0 : Math.max(1, (int) Math.ceil(known * minAvailable));
  }
}
