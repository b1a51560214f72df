package io.lb4j.health;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;
import static io.lb4j.internal.Checks.positive;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often endpoints are checked, and how many checks decide. Immutable.
 *
 * <p>The first check of an endpoint decides alone; later it takes {@code rise} passed or {@code
 * fall} failed checks in a row to change its health. An endpoint that says itself that it is
 * {@linkplain ProbeVerdict#draining draining} is believed at once.
 *
 * @param interval from the end of one check to the next, ± 10 % so that clients and endpoints do
 *     not fall into step
 * @param whileUnhealthy the same while an endpoint is not known to be well, or its last check did
 *     not pass; up to {@code interval}
 * @param timeout after which a check has failed; less than {@code interval}
 * @param rise passed checks in a row that make an endpoint well again
 * @param fall failed checks in a row that make it unhealthy
 * @param maxConcurrent checks under way at a time, over all endpoints; when more are due, they wait
 *     and those wait least that have been due longest. Each endpoint that hangs holds one for
 *     {@code timeout}
 * @param waitForFirst true: an endpoint takes no requests before its first check; false: it is
 *     taken to be well until then
 */
public record ProbePolicy(
    Duration interval,
    Duration whileUnhealthy,
    Duration timeout,
    int rise,
    int fall,
    int maxConcurrent,
    boolean waitForFirst) {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Refuses times that are not positive or out of order, and counts below 1. */
  public ProbePolicy {
    sensible(interval, "interval");
    sensible(whileUnhealthy, "whileUnhealthy");
    sensible(timeout, "timeout");
    check(
        whileUnhealthy.compareTo(interval) <= 0,
        "whileUnhealthy",
        whileUnhealthy,
        "up to interval, " + interval);
    check(timeout.compareTo(interval) < 0, "timeout", timeout, "less than interval, " + interval);
    positive(rise, "rise");
    positive(fall, "fall");
    positive(maxConcurrent, "maxConcurrent");
  }

  private static void sensible(Duration value, String name) {
    notNull(value, name);
    check(value.compareTo(Duration.ofMillis(1)) >= 0, name, value, ">= 1 ms");
    check(value.toDays() <= 365, name, value, "up to 365 days");
  }

  /** Every 5 s; see {@link #every}. */
  public static ProbePolicy standard() {
    return every(Duration.ofSeconds(5));
  }

  /**
   * Checks at this interval, every second while unhealthy, with a timeout of a second but at most
   * half the interval; two passed checks make an endpoint well, three failed ones unhealthy; 64 at
   * a time; endpoints are taken to be well before the first.
   */
  public static ProbePolicy every(Duration interval) {
    sensible(interval, "interval");
    check(interval.compareTo(Duration.ofMillis(2)) >= 0, "interval", interval, ">= 2 ms");
    Duration half = interval.dividedBy(2);
    return new ProbePolicy(
        interval, lesser(SECOND, interval), lesser(SECOND, half), 2, 3, 64, false);
  }

  private static Duration lesser(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** The same with another interval while unhealthy. */
  public ProbePolicy withWhileUnhealthy(Duration faster) {
    return new ProbePolicy(interval, faster, timeout, rise, fall, maxConcurrent, waitForFirst);
  }

  /** The same with another timeout. */
  public ProbePolicy withTimeout(Duration limit) {
    return new ProbePolicy(
        interval, whileUnhealthy, limit, rise, fall, maxConcurrent, waitForFirst);
  }

  /** The same with other thresholds. */
  public ProbePolicy withThresholds(int passed, int failed) {
    return new ProbePolicy(
        interval, whileUnhealthy, timeout, passed, failed, maxConcurrent, waitForFirst);
  }

  /** The same with another number of checks at a time. */
  public ProbePolicy withMaxConcurrent(int checks) {
    return new ProbePolicy(interval, whileUnhealthy, timeout, rise, fall, checks, waitForFirst);
  }

  /** The same, and endpoints take no requests before their first check. */
  public ProbePolicy waitingForFirst() {
    return new ProbePolicy(interval, whileUnhealthy, timeout, rise, fall, maxConcurrent, true);
  }

  /** Nanoseconds from the end of a check to the next. */
  long nanosToNext(boolean well, RandomGenerator random) {
    long nanos = (well ? interval : whileUnhealthy).toNanos();
    return (long) (nanos * (0.9 + random.nextDouble() / 5));
  }

  /** Nanoseconds to the first check: spread over an interval, but soon if somebody waits for it. */
  long nanosToFirst(RandomGenerator random) {
    return waitForFirst ? 0 : (long) (interval.toNanos() * random.nextDouble());
  }
}
