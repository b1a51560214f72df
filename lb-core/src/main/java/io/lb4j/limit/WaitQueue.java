package io.lb4j.limit;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;
import static io.lb4j.internal.Checks.positive;

import java.time.Duration;

/**
 * Where calls wait for room under a limit. Keep it short: who waits longer than the caller's
 * patience is work for nobody. {@code acquire} never waits.
 *
 * @param capacity how many calls may wait, 1 or more
 * @param timeout how long each may, more than 0
 * @param newestFirst true to serve the newest call first: under lasting overload some calls are
 *     then served at once and the oldest time out, where a queue in order would make all of them
 *     late
 */
public record WaitQueue(int capacity, Duration timeout, boolean newestFirst) {
  /** Refuses what is out of range. */
  public WaitQueue {
    positive(capacity, "capacity");
    check(
        notNull(timeout, "timeout").compareTo(Duration.ZERO) > 0
            && timeout.compareTo(Duration.ofHours(1)) <= 0,
        "timeout",
        timeout,
        "more than 0, up to one hour");
  }

  /** First come, first served. */
  public static WaitQueue of(int capacity, Duration timeout) {
    return new WaitQueue(capacity, timeout, false);
  }

  /** The same, with the newest served first. */
  public WaitQueue withNewestFirst() {
    return new WaitQueue(capacity, timeout, true);
  }
}
