package io.lb4j.load;

/** Where a {@link Node} stands in its life. Every change is an event with a reason. */
public enum NodeState {
  /** Known, and not yet in service: its first check has not answered. */
  STARTING,
  /** Takes its full share of requests. */
  HEALTHY,
  /** Takes requests, and more of them with time: it is new, or was away. */
  SLOW_START,
  /** Has served its ejection: one trial request at a time decides whether it returns. */
  PROBATION,
  /** Out of rotation because requests or checks failed. */
  EJECTED,
  /** Takes nothing new and finishes what it has. */
  DRAINING,
  /** Gone, and its last request has ended. */
  REMOVED;

  /** True if it takes its share of requests. */
  public boolean isInService() {
    return this == HEALTHY || this == SLOW_START;
  }
}
