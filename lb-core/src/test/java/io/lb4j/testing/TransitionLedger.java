package io.lb4j.testing;

import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.load.NodeState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows every endpoint's changes, and remembers the first that must not be. One endpoint may
 * leave while another of the same name joins, so for each name it keeps the states of all that
 * live.
 */
public final class TransitionLedger implements LoadBalancerListener {
  /**
   * Where an endpoint may go from each state. REMOVED is the end; a state never follows itself, but
   * for STARTING, when it joins and waits for its first check.
   */
  private static final Map<NodeState, Set<NodeState>> LEGAL =
      Map.of(
          NodeState.STARTING,
          EnumSet.of(
              NodeState.STARTING,
              NodeState.HEALTHY,
              NodeState.SLOW_START,
              NodeState.EJECTED,
              NodeState.DRAINING),
          NodeState.HEALTHY,
          EnumSet.of(NodeState.EJECTED, NodeState.DRAINING),
          NodeState.SLOW_START,
          EnumSet.of(NodeState.HEALTHY, NodeState.EJECTED, NodeState.DRAINING),
          NodeState.EJECTED,
          EnumSet.of(
              NodeState.PROBATION, NodeState.HEALTHY, NodeState.SLOW_START, NodeState.DRAINING),
          NodeState.PROBATION,
          EnumSet.of(
              NodeState.HEALTHY, NodeState.SLOW_START, NodeState.EJECTED, NodeState.DRAINING),
          NodeState.DRAINING,
          EnumSet.of(
              NodeState.STARTING,
              NodeState.HEALTHY,
              NodeState.SLOW_START,
              NodeState.EJECTED,
              NodeState.PROBATION,
              NodeState.REMOVED),
          NodeState.REMOVED,
          EnumSet.noneOf(NodeState.class));

  private final Map<String, Map<NodeState, Integer>> living = new HashMap<>();
  private final Map<NodeState, Long> transitions = new EnumMap<>(NodeState.class);
  private @Nullable String fault;

  @Override
  public synchronized void stateChanged(StateChange change) {
    transitions.merge(change.to(), 1L, Long::sum);
    Map<NodeState, Integer> states =
        living.computeIfAbsent(change.endpoint().id(), any -> new EnumMap<>(NodeState.class));
    boolean joins = change.from() == NodeState.STARTING && !has(states, NodeState.STARTING);
    if (!LEGAL.get(change.from()).contains(change.to())) {
      accuse("illegal: " + change);
    } else if (!joins && !has(states, change.from())) {
      accuse("not there before: " + change + " among " + states);
    }
    if (!joins) {
      states.computeIfPresent(change.from(), (state, count) -> count == 1 ? null : count - 1);
    }
    if (change.to() != NodeState.REMOVED) {
      states.merge(change.to(), 1, Integer::sum);
    }
    if (states.isEmpty()) {
      living.remove(change.endpoint().id());
    }
  }

  private static boolean has(Map<NodeState, Integer> states, NodeState state) {
    return states.containsKey(state);
  }

  private void accuse(String what) {
    fault = fault == null ? what : fault;
  }

  /** The first event that must not be, or null. */
  public synchronized @Nullable String fault() {
    return fault;
  }

  /** How often each state was entered. */
  public synchronized Map<NodeState, Long> transitions() {
    return Map.copyOf(transitions);
  }

  /** Those that have joined and are not removed. */
  public synchronized Map<String, Map<NodeState, Integer>> living() {
    return Map.copyOf(living);
  }

  /** The states that a long run must have come through. */
  public NodeState[] reachable(boolean waits, boolean ramps) {
    Set<NodeState> states = EnumSet.allOf(NodeState.class);
    if (!waits) {
      states.remove(NodeState.STARTING);
    }
    if (!ramps) {
      states.remove(NodeState.SLOW_START);
    }
    return states.toArray(NodeState[]::new);
  }
}
