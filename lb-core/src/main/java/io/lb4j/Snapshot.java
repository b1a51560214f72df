package io.lb4j;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.PickContext;
import io.lb4j.balancer.Picker;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Everything a request needs to choose, published in one volatile write and never changed afterwards.
 *
 * members   every endpoint that is known, whatever its state
 * rotation  those the picker chooses from
 * witness   the picker, or the last one there was: it is told of every request that begins and ends,
 *           also when no node is left to choose; otherwise its counts would be off for ever
 * trials    those on probation: each takes one request at a time, before the picker is asked
 * wakeAt    when the writer wants to be called next (by whichever request comes first), or NEVER
 * spare     how many more may be ejected; lets failing requests skip the writer's lock
 */
record Snapshot(
    List<Node> members,
    List<Node> rotation,
    Balancer balancer,
    @Nullable Picker picker,
    @Nullable Picker witness,
    Node[] trials,
    boolean panic,
    Alarm alarm,
    int spare,
    boolean closed) {

  /** A time to wake, or none; a nested type because every value of the clock is a valid time. */
  record Alarm(boolean set, long atNanos) {
    static final Alarm NEVER = new Alarm(false, 0);

    boolean isDue(long now) {
      return set && now - atNanos >= 0;
    }
  }

  static Snapshot empty(Balancer balancer, boolean closed) {
    return new Snapshot(
        List.of(), List.of(), balancer, null, null, new Node[0], false, Alarm.NEVER, 0, closed);
  }

  /** A node on which a request has begun already, or null if none is left. */
  @Nullable Node begin(PickContext context, long now) {
    if (trials.length > 0) {
      Node trial = beginTrial(context);
      if (trial != null) {
        return trial;
      }
    }
    Node node = pick(context, now);
    if (node != null) {
      node.begin();
    }
    return node;
  }

  private @Nullable Node pick(PickContext context, long now) {
    if (picker == null) {
      return null;
    }
    Node node = picker.pick(context, now);
    return node == null || context.triedCount() == 0 || !context.hasTried(node)
        ? node
        : pickUntried(context, now);
  }

  void begun(Node node, long now) {
    if (witness != null) {
      witness.begun(node, now);
    }
  }

  void ended(Node node, Outcome outcome, long startNanos, long latencyNanos, long now) {
    if (witness != null) {
      witness.ended(node, outcome, startNanos, latencyNanos, now);
    }
  }

  /** For pickers that do not look at what was tried, such as a user's own lambda. */
  private @Nullable Node pickUntried(PickContext context, long now) {
    List<Node> untried = rotation.stream().filter(node -> !context.hasTried(node)).toList();
    return untried.isEmpty() ? null : balancer.picker(untried).pick(context, now);
  }

  /** The count of requests in flight is the ticket: only who takes it from 0 to 1 may try. */
  private @Nullable Node beginTrial(PickContext context) {
    for (Node node : trials) {
      if (node.inFlight() == 0 && node.state() == NodeState.PROBATION && !context.hasTried(node)) {
        if (node.begin() == 0) {
          return node;
        }
        node.undo();
      }
    }
    return null;
  }
}
