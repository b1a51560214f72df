package io.lb4j.limit;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNegative;
import static io.lb4j.internal.Checks.notNull;

import java.time.Duration;

/**
 * Turns requests away here while the service fails most of what it gets: with probability {@code
 * max(0, (requests − ratio × accepts) / (requests + 1))}, counted over a window. What is turned
 * away counts as a request, so the service gets about {@code ratio} times what it can answer. One
 * request a second is let through whatever the figures, to see the end of it. The way back from a
 * total outage takes two to three windows: choose a shorter one if that is too long.
 *
 * <p>Source: B. Beyer et al., "Site Reliability Engineering", chapter 21, "Handling Overload".
 *
 * @param ratio requests for each success; 2 as in the book, nearer 1 is stricter
 * @param window how far back it counts
 * @param minRequests below this many in the window nothing is turned away
 */
public record Throttle(double ratio, Duration window, int minRequests) {
  private static final Throttle ADAPTIVE = new Throttle(2, Duration.ofMinutes(2), 20);

  /** Refuses what is out of range. */
  public Throttle {
    check(ratio >= 1 && ratio <= 100, "ratio", ratio, "1 to 100");
    check(
        notNull(window, "window").compareTo(Duration.ofSeconds(1)) >= 0
            && window.compareTo(Duration.ofHours(1)) <= 0,
        "window",
        window,
        "1 s to one hour");
    notNegative(minRequests, "minRequests");
  }

  /** Two requests for each success, over two minutes, from 20 requests on. */
  public static Throttle adaptive() {
    return ADAPTIVE;
  }

  /** The same with another ratio. */
  public Throttle withRatio(double ratio) {
    return new Throttle(ratio, window, minRequests);
  }

  /** The same with another window. */
  public Throttle withWindow(Duration window) {
    return new Throttle(ratio, window, minRequests);
  }
}
