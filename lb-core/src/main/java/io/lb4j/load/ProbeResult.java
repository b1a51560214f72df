package io.lb4j.load;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNegative;

import java.time.Duration;

/**
 * What an endpoint answers when it is asked how it is.
 *
 * @param requestsInFlight requests it is working on, from all its clients
 * @param latency what a request takes that arrives at about this load: for example the median of
 *     recent ones
 */
public record ProbeResult(int requestsInFlight, Duration latency) {
  /** Refuses negative figures. */
  public ProbeResult {
    notNegative(requestsInFlight, "requestsInFlight");
    check(!latency.isNegative(), "latency", latency, ">= 0");
  }
}
