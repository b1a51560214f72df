package io.lb4j;

import io.lb4j.balancer.Picker;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which of the members take requests: health first, then fail open. */
final class Rotation {
  private Rotation() {}

  static Snapshot of(
      List<Node> members, Snapshot.Alarm alarm, Snapshot before, LoadBalancer.Settings settings) {
    List<Node> candidates = in(members, node -> node.state() != NodeState.DRAINING);
    List<Node> healthy = in(candidates, node -> node.state() == NodeState.HEALTHY);
    boolean panic = healthy.size() < settings.panicBelow() * candidates.size();
    List<Node> rotation = withoutWeightless(panic ? candidates : healthy);
    List<Node> trials = panic ? List.of() : in(candidates, n -> n.state() == NodeState.PROBATION);
    int spare = healthy.size() - settings.ejection().mustStay(candidates.size());
    Picker picker = picker(rotation, before, settings);
    return new Snapshot(
        members,
        rotation,
        settings.balancer(),
        picker,
        picker == null ? before.witness() : picker,
        trials.toArray(Node[]::new),
        panic,
        alarm,
        spare,
        false);
  }

  private static @Nullable Picker picker(
      List<Node> rotation, Snapshot before, LoadBalancer.Settings settings) {
    if (rotation.isEmpty()) {
      return null;
    }
    Picker previous = before.witness();
    return previous == null
        ? settings.balancer().picker(rotation)
        : settings.balancer().rebuild(rotation, previous);
  }

  /** Weight 0 takes nothing, unless nobody has more: then it says nothing. */
  private static List<Node> withoutWeightless(List<Node> nodes) {
    List<Node> weighted = in(nodes, node -> node.weight() > 0);
    return weighted.isEmpty() ? nodes : weighted;
  }

  private static List<Node> in(List<Node> nodes, Predicate<Node> eligible) {
    return nodes.stream().filter(eligible).toList();
  }

  static String describe(List<Node> members) {
    long healthy = members.stream().filter(node -> node.state() == NodeState.HEALTHY).count();
    return healthy + " of " + members.size() + " endpoints healthy";
  }
}
