package io.lb4j;

import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/*
 * Changes of members that become visible together, or not at all. They are made at once, in the roster
 * and in the nodes, as the balancer must see them to make its picker; if it cannot, they are taken back.
 */
final class Batch {
  private record Step(Member before, Member after, NodeState from, String reason) {}

  private final Roster roster;
  private final Consumer<Node> moved;
  private final List<Step> steps = new ArrayList<>(1);

  /**
   * @param moved is told of every node whose state has changed, before requests can see it
   */
  Batch(Roster roster, Consumer<Node> moved) {
    this.roster = roster;
    this.moved = moved;
  }

  void change(Member before, Member after) {
    Node node = after.node();
    steps.add(new Step(before, after, node.state(), node.reason()));
    roster.put(after);
    move(node, after.standing().state(), after.standing().why());
  }

  private void move(Node node, NodeState to, String reason) {
    NodeState from = node.state();
    if (from != to || !node.reason().equals(reason)) {
      node.moveTo(to, reason);
    }
    if (from != to) {
      moved.accept(node);
    }
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  List<Node> nodes() {
    return steps.stream().map(step -> step.after.node()).toList();
  }

  /** The last change first, so that of several of one member the first state is what remains. */
  void revert() {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      roster.put(step.before);
      move(step.after.node(), step.from, step.reason);
    }
  }

  void announce(Announcements announcements) {
    for (Step step : steps) {
      NodeState to = step.after.standing().state();
      if (to != step.from) {
        announcements.changed(step.after.node(), step.from, to, step.after.standing().why());
      }
    }
  }
}
