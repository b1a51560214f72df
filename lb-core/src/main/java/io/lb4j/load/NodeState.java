package io.lb4j.load;

/** Where a {@link Node} stands in its life. Every change is an event with a reason. */
public enum NodeState {
  /** Known, and not yet offered to the balancer. */
  STARTING,
  /** Takes requests. */
  HEALTHY,
  /** Has served its ejection: one trial request at a time decides whether it returns. */
  PROBATION,
  /** Out of rotation because it failed; comes to {@link #PROBATION} after a while. */
  EJECTED,
  /** Takes nothing new and finishes what it has. */
  DRAINING,
  /** Gone, and its last request has ended. */
  REMOVED
}
