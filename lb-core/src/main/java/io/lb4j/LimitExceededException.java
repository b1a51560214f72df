package io.lb4j;

import java.util.List;

/**
 * A request was turned away before it was sent: a concurrency limit is reached, or the load
 * balancer is throttled; see {@code io.lb4j.limit.Limits}. Says nothing of any endpoint, and is not
 * worth an attempt at another.
 */
public final class LimitExceededException extends NoAvailableEndpointException {
  private static final long serialVersionUID = 1L;

  private final int limit;
  private final int inFlight;
  private final int waiting;

  LimitExceededException(
      String service, Reason reason, int known, int limit, int inFlight, int waiting) {
    super(
        "%s: %s (limit=%d, in flight=%d, waiting=%d)"
            .formatted(service, reason.words(), limit, inFlight, waiting),
        service,
        reason,
        known);
    this.limit = limit;
    this.inFlight = inFlight;
    this.waiting = waiting;
  }

  LimitExceededException with(List<Throwable> failures) {
    failures.forEach(this::addSuppressed);
    return this;
  }

  /** True if it helps to wait until a request has ended. */
  boolean mayPass() {
    return reason() != Reason.THROTTLED;
  }

  /** The limit that was reached; for endpoints, the sum of theirs; 0 for a throttle. */
  public int limit() {
    return limit;
  }

  /** How many requests were in flight under that limit. */
  public int inFlight() {
    return inFlight;
  }

  /** How many calls were waiting for room. */
  public int waiting() {
    return waiting;
  }
}
