package io.lb4j.event;

import io.lb4j.endpoint.Endpoint;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a load balancer would choose for a request now, and why. Immutable; {@link #toString()} is
 * for people.
 *
 * @param service the load balancer's name
 * @param choice the endpoint it would choose, or null if there is none or it is left to chance
 * @param reason why
 * @param panic true if too few endpoints are healthy, so health is ignored
 * @param candidates every endpoint that is known
 */
public record Explanation(
    String service,
    @Nullable Endpoint choice,
    String reason,
    boolean panic,
    List<Candidate> candidates) {

  /** Copies the list. */
  public Explanation {
    candidates = List.copyOf(candidates);
  }

  /**
   * One endpoint in an explanation.
   *
   * @param endpoint which one
   * @param score its load score, lower is better; empty if the balancer scores nothing
   * @param excluded why it cannot be chosen, or null if it can
   */
  public record Candidate(Endpoint endpoint, OptionalDouble score, @Nullable String excluded) {}

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(service).append(": ");
    text.append(choice == null ? "no certain choice" : choice.id()).append(", ").append(reason);
    text.append(panic ? " (panic: health is ignored)" : "");
    for (Candidate candidate : candidates) {
      text.append("\n  ").append(candidate.endpoint().id());
      candidate.score().ifPresent(score -> text.append(" score ").append(score));
      if (candidate.excluded() != null) {
        text.append(" excluded: ").append(candidate.excluded());
      }
    }
    return text.toString();
  }
}
