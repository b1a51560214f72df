package io.lb4j;

import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No endpoint was left to send a request to: none is known, all are out of rotation, or every one
 * that could be tried has failed. The message names the service and the counts; the cause is the
 * last failure, with the earlier ones suppressed in this exception.
 */
public final class NoAvailableEndpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String service;
  private final int known;
  private final int ejected;
  private final int draining;
  private final int alreadyTried;

  private NoAvailableEndpointException(
      String service, String why, Counts counts, int alreadyTried, @Nullable Throwable last) {
    super(
        "%s: %s (known=%d, ejected=%d, draining=%d, already tried=%d)%s"
            .formatted(
                service,
                why,
                counts.known,
                counts.ejected,
                counts.draining,
                alreadyTried,
                last == null ? "" : "; last failure: " + last),
        last);
    this.service = service;
    this.known = counts.known;
    this.ejected = counts.ejected;
    this.draining = counts.draining;
    this.alreadyTried = alreadyTried;
  }

  static NoAvailableEndpointException of(
      String service, List<Node> members, int alreadyTried, List<Throwable> failures) {
    @Nullable Throwable last = failures.isEmpty() ? null : failures.get(failures.size() - 1);
    NoAvailableEndpointException exception =
        new NoAvailableEndpointException(
            service, "no endpoint available", Counts.of(members), alreadyTried, last);
    failures.stream().filter(each -> each != last).forEach(exception::addSuppressed);
    return exception;
  }

  static NoAvailableEndpointException closed(String service) {
    return new NoAvailableEndpointException(
        service,
        "no endpoint available, the load balancer is closed",
        Counts.of(List.of()),
        0,
        null);
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
