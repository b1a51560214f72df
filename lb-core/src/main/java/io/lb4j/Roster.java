package io.lb4j;

import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * The members, and what follows from their states, kept up to date with each change: with 10 000 of
 * them nobody wants to look at all because one has changed. Read and written under the writer's lock.
 */
final class Roster {
  private final Map<String, Member> byId = new LinkedHashMap<>();
  private final Map<Node, Member> restless = new LinkedHashMap<>();
  private final Counts weighted = new Counts();
  private final Counts weightless = new Counts(); // of weight 0: they take nothing while others can
  private int ramping;

  @Nullable Member get(String id) {
    return byId.get(id);
  }

  /** The member with this very node; another may have its name by now. */
  @Nullable Member of(Node node) {
    Member member = byId.get(node.endpoint().id());
    return member != null && member.node() == node ? member : null;
  }

  Collection<Member> all() {
    return byId.values();
  }

  Set<String> ids() {
    return byId.keySet();
  }

  int size() {
    return byId.size();
  }

  /** Those whom time changes: ejected, on probation, in slow start. */
  Collection<Member> restless() {
    return restless.values();
  }

  /** How many could take requests if they were fit. */
  int candidates() {
    return counts().candidates;
  }

  /** How many of those are fit. */
  int inService() {
    return counts().inService;
  }

  /** Weights of 0 say something only beside others. */
  private Counts counts() {
    return weighted.candidates > 0 ? weighted : weightless;
  }

  /** True if every endpoint in service is in slow start: there is none to compare them with. */
  boolean allRamping() {
    return ramping == weighted.inService + weightless.inService;
  }

  /** In place of the one with the same name, if there is one. */
  void put(Member member) {
    Member before = byId.put(member.id(), member);
    if (before != null) {
      count(before, -1);
      restless.remove(before.node());
    }
    count(member, 1);
    if (isRestless(member.standing().state())) {
      restless.put(member.node(), member);
    }
  }

  private void count(Member member, int one) {
    NodeState state = member.standing().state();
    Counts counts = member.node().endpoint().weight() > 0 ? weighted : weightless;
    if (state != NodeState.DRAINING && state != NodeState.STARTING) {
      counts.candidates += one;
    }
    if (state.isInService()) {
      counts.inService += one;
    }
    if (state == NodeState.SLOW_START) {
      ramping += one;
    }
  }

  private static final class Counts {
    private int candidates;
    private int inService;
  }

  private static boolean isRestless(NodeState state) {
    return state == NodeState.EJECTED
        || state == NodeState.PROBATION
        || state == NodeState.SLOW_START;
  }
}
