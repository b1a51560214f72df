package io.lb4j;

import java.util.List;

/** What the two failovers, blocking and asynchronous, agree on. */
final class Attempts {
  private Attempts() {}

  /** False if the exception is the caller's to see, unchanged. */
  static boolean mayMoveOn(Requests requests, Throwable thrown) {
    return requests.retry().maxAttempts() > 1
        && !Thread.currentThread()
            .isInterrupted() // who interrupts wants an end, not another attempt
        && requests.retry().isRetryable(thrown);
  }

  static boolean areUsedUp(Requests requests, List<Throwable> failures) {
    return failures.size() >= requests.retry().maxAttempts();
  }
}
