package io.lb4j.health;

import io.lb4j.load.Node;

/**
 * Hears what a {@link Prober} finds. Called by one thread at a time for each node, in order; it may
 * take locks, and call the prober.
 */
@FunctionalInterface
public interface ProbeListener {
  /**
   * The health of a node has changed, or is known for the first time: the thresholds are passed.
   */
  void probed(Node node, ProbeVerdict verdict);

  /**
   * A check has ended, whatever the thresholds; called before {@link #probed}.
   *
   * @param nowNanos the present by the ticker
   */
  default void checked(Node node, ProbeVerdict verdict, long nowNanos) {}
}
