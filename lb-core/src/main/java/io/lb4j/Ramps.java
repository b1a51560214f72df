package io.lb4j;

import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.SlowStart;
import java.util.Collection;

/** Sets the shares of those in slow start; everybody else has all of it. */
final class Ramps {
  private Ramps() {}

  /**
   * @param changed nodes that may have been in slow start and are not now
   * @param panic true: health is ignored, and those who have just come back are the best there are
   */
  static void apply(
      Roster roster, Collection<Node> changed, boolean panic, SlowStart slowStart, long now) {
    for (Node node : changed) {
      set(node, 1);
    }
    double most = roster.allRamping() ? most(roster, slowStart, now) : 1;
    for (Member member : roster.restless()) {
      set(member.node(), panic ? 1 : Math.min(1, share(member, slowStart, now) / most));
    }
  }

  private static double most(Roster roster, SlowStart slowStart, long now) {
    double most = slowStart.from();
    for (Member member : roster.restless()) {
      if (member.standing().state() == NodeState.SLOW_START) {
        most = Math.max(most, share(member, slowStart, now));
      }
    }
    return most;
  }

  private static double share(Member member, SlowStart slowStart, long now) {
    return member.standing().state() == NodeState.SLOW_START
        ? slowStart.share(now - member.inSince())
        : 1;
  }

  private static void set(Node node, double share) {
    if (node.ramp() != share) {
      node.ramp(share);
    }
  }
}
