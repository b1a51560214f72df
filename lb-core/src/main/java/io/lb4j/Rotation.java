package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Picker;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which of the members take requests: health first, then fail open. */
final class Rotation {
  private Rotation() {}

  static Snapshot of(Collection<Member> members, Snapshot before, Settings settings) {
    List<Node> nodes = members.stream().map(member -> member.node).toList();
    List<Node> candidates = in(nodes, node -> node.state() != NodeState.DRAINING);
    List<Node> healthy = in(candidates, node -> node.state() == NodeState.HEALTHY);
    boolean panic = healthy.size() < settings.panicBelow() * candidates.size();
    List<Node> rotation = withoutWeightless(panic ? candidates : healthy);
    int spare = healthy.size() - settings.ejection().mustStay(candidates.size());
    Picker picker = picker(rotation, before, settings.balancer());
    return new Snapshot(
        nodes,
        rotation,
        picker,
        picker == null ? before.witness() : picker,
        panic ? List.of() : trials(members),
        panic,
        alarm(members),
        spare,
        false);
  }

  private static @Nullable Picker picker(List<Node> rotation, Snapshot before, Balancer balancer) {
    if (rotation.isEmpty()) {
      return null;
    }
    Picker previous = before.witness();
    return notNull(
        previous == null ? balancer.picker(rotation) : balancer.rebuild(rotation, previous),
        "picker of " + balancer);
  }

  private static List<Trial> trials(Collection<Member> members) {
    List<Trial> trials = new ArrayList<>(0);
    for (Member member : members) {
      Trial trial = member.trial();
      if (trial != null && member.node.state() == NodeState.PROBATION) {
        trials.add(trial);
      }
    }
    return List.copyOf(trials);
  }

  private static Snapshot.Alarm alarm(Collection<Member> members) {
    Snapshot.Alarm alarm = Snapshot.Alarm.NEVER;
    for (Member member : members) {
      if (member.node.state() == NodeState.EJECTED
          && (!alarm.set() || member.outUntil() - alarm.atNanos() < 0)) {
        alarm = new Snapshot.Alarm(true, member.outUntil());
      }
    }
    return alarm;
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
