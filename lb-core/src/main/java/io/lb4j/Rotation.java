package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Picker;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Which of the members take requests: health first, then fail open.
 *
 * Usually one or two have changed since the last time, and the rest is copied. All of them are looked
 * at only if membership or weights are new, or panic begins or ends.
 */
final class Rotation {
  private static final int FEW = 8;

  private Rotation() {}

  /** With whatever the members are now. */
  static Snapshot anew(Roster roster, Snapshot before, Settings settings, long now) {
    List<Node> members = roster.all().stream().map(Member::node).toList();
    return snapshot(members, all(roster, settings), roster, before, settings, now);
  }

  /** With nothing different from {@code before} but these. */
  static Snapshot changed(
      List<Node> changed, Roster roster, Snapshot before, Settings settings, long now) {
    boolean copies =
        changed.size() <= FEW && !before.panic() && !isPanic(roster, settings) && isWeighed(before);
    List<Node> rotation = copies ? copied(before.rotation(), changed) : List.of();
    return snapshot(
        before.members(),
        rotation.isEmpty() ? all(roster, settings) : rotation,
        roster,
        before,
        settings,
        now);
  }

  /** False if only endpoints of weight 0 are left, which says nothing then. */
  private static boolean isWeighed(Snapshot before) {
    return !before.rotation().isEmpty() && before.rotation().get(0).weight() > 0;
  }

  private static Snapshot snapshot(
      List<Node> members,
      List<Node> rotation,
      Roster roster,
      Snapshot before,
      Settings settings,
      long now) {
    boolean panic = isPanic(roster, settings);
    boolean anyone = panic && !settings.panic().failFast();
    Picker picker = picker(rotation, before, settings.balancer());
    return new Snapshot(
        members,
        rotation,
        picker,
        picker == null ? before.witness() : picker,
        anyone ? List.of() : trials(roster, rotation),
        panic,
        alarm(roster, settings, now),
        roster.inService() - settings.ejection().mustStay(roster.candidates()),
        false);
  }

  static boolean isPanic(Roster roster, Settings settings) {
    return settings.panic().isPanic(roster.inService(), roster.candidates());
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

  private static List<Node> copied(List<Node> rotation, List<Node> changed) {
    Node[] next = new Node[rotation.size() + changed.size()];
    int size = 0;
    for (Node node : rotation) {
      if (!contains(changed, node)) {
        next[size++] = node;
      }
    }
    for (int i = 0; i < changed.size(); i++) {
      Node node = changed.get(i);
      boolean again = contains(changed.subList(0, i), node);
      if (!again && node.state().isInService() && node.weight() > 0) {
        next[size++] = node;
      }
    }
    return unmodifiable(Arrays.copyOf(next, size));
  }

  private static boolean contains(List<Node> few, Node node) {
    for (Node each : few) {
      if (each == node) {
        return true;
      }
    }
    return false;
  }

  private static List<Node> all(Roster roster, Settings settings) {
    boolean panic = isPanic(roster, settings);
    if (panic && settings.panic().failFast()) {
      return List.of();
    }
    List<Node> eligible = new ArrayList<>(roster.size());
    List<Node> weighted = new ArrayList<>(roster.size());
    for (Member member : roster.all()) {
      NodeState state = member.standing().state();
      if (state.isInService()
          || (panic && state != NodeState.DRAINING && state != NodeState.STARTING)) {
        eligible.add(member.node());
        if (member.node().weight() > 0) {
          weighted.add(member.node());
        }
      }
    }
    return unmodifiable((weighted.isEmpty() ? eligible : weighted).toArray(Node[]::new));
  }

  private static List<Node> unmodifiable(Node[] nodes) {
    return Collections.unmodifiableList(Arrays.asList(nodes));
  }

  /** Those of weight 0 only if nobody has more: then it says nothing. */
  private static List<Trial> trials(Roster roster, List<Node> rotation) {
    boolean weighted = !rotation.isEmpty() && rotation.get(0).weight() > 0;
    List<Trial> trials = new ArrayList<>(0);
    for (Member member : roster.restless()) {
      Trial trial = member.trial();
      if (trial != null
          && member.standing().state() == NodeState.PROBATION
          && (!weighted || member.node().weight() > 0)) {
        trials.add(trial);
      }
    }
    return List.copyOf(trials);
  }

  private static Snapshot.Alarm alarm(Roster roster, Settings settings, long now) {
    Snapshot.Alarm alarm = Snapshot.Alarm.NEVER;
    for (Member member : roster.restless()) {
      if (member.standing().passive() instanceof Standing.Passive.Out out) {
        alarm = alarm.orBefore(out.untilNanos());
      } else if (member.standing().state() == NodeState.SLOW_START) {
        alarm = alarm.orBefore(now + settings.slowStart().stepNanos());
      }
    }
    return alarm;
  }

  static String describe(List<Node> members) {
    long fit = members.stream().filter(node -> node.state().isInService()).count();
    return fit + " of " + members.size() + " endpoints healthy";
  }
}
