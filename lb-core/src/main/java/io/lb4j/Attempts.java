package io.lb4j;

import java.util.List;

/** What the two failovers, blocking and asynchronous, agree on. */
final class Attempts {
  private Attempts() {}

  /** False if the exception is the caller's to see, unchanged. */
  static boolean mayMoveOn(LoadBalancer balancer, Throwable thrown) {
    return balancer.retry().maxAttempts() > 1 && balancer.retry().isRetryable(thrown);
  }

  static boolean areUsedUp(LoadBalancer balancer, List<Throwable> failures) {
    return failures.size() >= balancer.retry().maxAttempts();
  }
}
