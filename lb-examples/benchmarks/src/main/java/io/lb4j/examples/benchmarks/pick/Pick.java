package io.lb4j.examples.benchmarks.pick;

/** One request as the balancer sees it: choose and, if the policy counts requests, complete. */
@FunctionalInterface
public interface Pick {
  /** Chooses; what it returns is consumed by JMH, so that nothing can be optimised away. */
  Object pick();

  /** The endpoint behind what {@link #pick} returned, for checking; need not be fast. */
  default Object endpointOf(Object picked) {
    return picked;
  }
}
