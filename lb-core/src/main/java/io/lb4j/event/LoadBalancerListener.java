package io.lb4j.event;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sees what a load balancer does and decides nothing: for metrics, logs and tests.
 *
 * <p>Methods are called on the thread that did the work and must not block. One that throws costs a
 * log line; the request goes on. Changes of state come in order and never two at a time; picks and
 * releases come from many threads at once.
 */
public interface LoadBalancerListener {
  /** A request is about to be sent to {@code endpoint}. */
  default void picked(Endpoint endpoint) {}

  /**
   * A request has ended.
   *
   * @param latencyNanos time to answer
   */
  default void released(Endpoint endpoint, Outcome outcome, long latencyNanos) {}

  /** An endpoint has joined, was ejected, is on probation, came back, drains or is gone. */
  default void stateChanged(StateChange change) {}

  /**
   * Too few endpoints are healthy, so health is ignored ({@code true}), or enough are again.
   *
   * @param detail the counts, in words for people
   */
  default void panic(boolean panic, String detail) {}

  /**
   * A request was not ended in time, and counts no more: somebody has forgotten to end its lease.
   *
   * @param age the time after which it was given up
   * @param acquiredAt where its lease was acquired, if that was to be remembered
   */
  default void leaked(Endpoint endpoint, Duration age, @Nullable Throwable acquiredAt) {}

  /** The source of endpoints failed; the last good list stays in force. */
  default void sourceFailed(Throwable cause) {}

  /** This listener, then {@code next}; if one throws, the other is still called. */
  default LoadBalancerListener and(LoadBalancerListener next) {
    return new FanOut(this, next);
  }

  /** Ignores everything. */
  static LoadBalancerListener none() {
    return Silent.INSTANCE;
  }
}
