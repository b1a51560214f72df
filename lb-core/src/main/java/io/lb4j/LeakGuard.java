package io.lb4j;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import java.time.Duration;

/**
 * What becomes of leases that are never ended: a missing {@code close()} makes its endpoint look
 * busy for ever, and every balancer that looks at load avoids it.
 *
 * <p>A lease older than {@code age} is reported once, to the log and to listeners, and counts no
 * more: its endpoint is neither praised nor blamed for it. If it does end later, nothing happens.
 * Choose an age no honest request reaches: a body that streams counts, what is {@linkplain
 * Lease#lasting() lasting}, such as a socket, does not.
 *
 * <p>No thread looks for leases: requests start the search, now and then. So a load balancer
 * without traffic reports nothing; a leak is found with the next requests.
 *
 * <p><b>Cost:</b> 5 to 10 ns for each lease, no object. With stacks, a few microseconds: for the
 * search for a leak.
 *
 * @param age how long a lease may take; 0 is for ever
 * @param stacks true to remember where each lease was acquired
 */
public record LeakGuard(Duration age, boolean stacks) {
  /** Refuses negative and overlong ages. */
  public LeakGuard {
    notNull(age, "age");
    check(!age.isNegative() && age.toDays() <= 365, "age", age, "0 to 365 days");
  }

  /** After an hour, without stacks. */
  public static LeakGuard standard() {
    return after(Duration.ofHours(1));
  }

  /** After this time, without stacks. */
  public static LeakGuard after(Duration age) {
    return new LeakGuard(age, false);
  }

  /** Nobody looks. */
  public static LeakGuard off() {
    return after(Duration.ZERO);
  }

  /** The same, remembering where each lease was acquired. */
  public LeakGuard withStacks() {
    return new LeakGuard(age, true);
  }

  boolean isOn() {
    return !age.isZero();
  }
}
