package io.lb4j;

import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No endpoint was left to send a request to: none is known, all are out of rotation, every one that
 * could be tried has failed, or there is no time or {@linkplain io.lb4j.retry.RetryBudget budget}
 * for another attempt; see {@link #reason()}. A {@link LimitExceededException} if there is one, but
 * a limit forbids to use it. The message names the service and the counts; the cause is the last
 * failure, with the earlier ones suppressed in this exception.
 */
public sealed class NoAvailableEndpointException extends RuntimeException
    permits LimitExceededException {
  private static final long serialVersionUID = 1L;

  /** Why there was no endpoint, or none for another attempt. */
  public enum Reason {
    /** None is known, all are out of rotation, or all that may be tried have failed. */
    NO_ENDPOINT("no endpoint available"),
    /** The load balancer is closed. */
    CLOSED("no endpoint available, the load balancer is closed"),
    /** Too many calls fail: the {@link io.lb4j.retry.RetryBudget} pays for no other attempt. */
    BUDGET("retry budget used up"),
    /** The call's time is up, or would be before the next attempt begins. */
    DEADLINE("no time left for another attempt"),
    /** The endpoint asked not to be tried again, or not before long. */
    RETRY_AFTER("no other attempt wanted by the endpoint"),
    /** The load balancer has as many requests in flight as its limit allows. */
    LIMIT("concurrency limit reached"),
    /** Every endpoint has as many requests in flight as its limit allows. */
    LIMIT_OF_ENDPOINTS("every endpoint is at its concurrency limit"),
    /** The service fails too much of what it gets; {@link io.lb4j.limit.Throttle}. */
    THROTTLED("throttled, too many recent requests have failed"),
    /** The thread was interrupted between two attempts; it is marked as interrupted again. */
    INTERRUPTED("interrupted before another attempt");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final String service;
  private final Reason reason;
  private final int known;
  private final int ejected;
  private final int draining;
  private final int alreadyTried;

  private NoAvailableEndpointException(
      String service, Reason reason, Counts counts, int alreadyTried, @Nullable Throwable last) {
    super(
        "%s: %s (known=%d, ejected=%d, draining=%d, already tried=%d)%s"
            .formatted(
                service,
                reason.words,
                counts.known,
                counts.ejected,
                counts.draining,
                alreadyTried,
                last == null ? "" : "; last failure: " + last),
        last);
    this.service = service;
    this.reason = reason;
    this.known = counts.known;
    this.ejected = counts.ejected;
    this.draining = counts.draining;
    this.alreadyTried = alreadyTried;
  }

  NoAvailableEndpointException(String message, String service, Reason reason, int known) {
    super(message);
    this.service = service;
    this.reason = reason;
    this.known = known;
    this.ejected = 0;
    this.draining = 0;
    this.alreadyTried = 0;
  }

  static NoAvailableEndpointException of(
      String service,
      Reason reason,
      List<Node> members,
      int alreadyTried,
      List<Throwable> failures) {
    boolean failed =
        !failures.isEmpty() && reason != Reason.CLOSED; // that is then the cause itself
    @Nullable Throwable last = failed ? failures.get(failures.size() - 1) : null;
    NoAvailableEndpointException exception =
        new NoAvailableEndpointException(service, reason, Counts.of(members), alreadyTried, last);
    failures.stream().filter(each -> each != last).forEach(exception::addSuppressed);
    return exception;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** The load balancer's name. */
  public String service() {
    return service;
  }

  /** How many endpoints were known. */
  public int known() {
    return known;
  }

  /** How many of them were ejected or on probation. */
  public int ejected() {
    return ejected;
  }

  /** How many of them were draining. */
  public int draining() {
    return draining;
  }

  /** How many this request had tried. */
  public int alreadyTried() {
    return alreadyTried;
  }

  private record Counts(int known, int ejected, int draining) {
    static Counts of(List<Node> members) {
      int ejected = 0;
      int draining = 0;
      for (Node node : members) {
        NodeState state = node.state();
        ejected += state == NodeState.EJECTED || state == NodeState.PROBATION ? 1 : 0;
        draining += state == NodeState.DRAINING ? 1 : 0;
      }
      return new Counts(members.size(), ejected, draining);
    }
  }
}
