package io.lb4j;

import io.lb4j.balancer.PickContext;
import io.lb4j.balancer.Picker;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/*
 * Everything a request needs to choose, published in one volatile write and never changed afterwards.
 *
 * members   every endpoint that is known, whatever its state
 * rotation  those the picker chooses from
 * witness   the picker, or the last one there was: it is told of every request that begins and ends,
 *           also when no node is left to choose; otherwise its counts would be off for ever
 * trials    those on probation: each takes one request at a time, before the picker is asked
 * alarm     when the writer wants to be called next (by whichever request comes first), or NEVER
 * panic     too few are fit; either all are used nevertheless, or none
 * spare     how many more may be ejected; lets failing requests skip the writer's lock
 */
record Snapshot(
    List<Node> members,
    List<Node> rotation,
    @Nullable Picker picker,
    @Nullable Picker witness,
    List<Trial> trials,
    boolean panic,
    Alarm alarm,
    int spare,
    boolean closed) {

  /** A time to wake, or none; a nested type because every value of the clock is a valid time. */
  record Alarm(boolean set, long atNanos) {
    static final Alarm NEVER = new Alarm(false, 0);

    /** The earlier one. */
    Alarm orBefore(long otherNanos) {
      return !set || otherNanos - atNanos < 0 ? new Alarm(true, otherNanos) : this;
    }

    boolean isDue(long now) {
      return set && now - atNanos >= 0;
    }
  }

  static Snapshot empty(boolean closed) {
    return new Snapshot(List.of(), List.of(), null, null, List.of(), false, Alarm.NEVER, 0, closed);
  }

  Snapshot withAlarm(Alarm later) {
    return new Snapshot(members, rotation, picker, witness, trials, panic, later, spare, closed);
  }

  /** A node on which a request has begun already, or null if none is left. */
  @Nullable Node begin(PickContext context, long now) {
    Node node = trials.isEmpty() ? null : trial(context, now);
    if (node == null) {
      node = pick(context, now);
    }
    if (node != null) {
      node.begin();
    }
    return node;
  }

  private @Nullable Node trial(PickContext context, long now) {
    for (Trial trial : trials) {
      if (!context.hasTried(trial.node) && trial.take(context.key() != null, now)) {
        return trial.node;
      }
    }
    return null;
  }

  /** Who would get a trial request now; takes nothing. */
  @Nullable Node dueTrial(PickContext context, long now) {
    for (Trial trial : trials) {
      if (!context.hasTried(trial.node) && trial.isDue(context.key() != null, now)) {
        return trial.node;
      }
    }
    return null;
  }

  private @Nullable Node pick(PickContext context, long now) {
    if (picker == null) {
      return null;
    }
    Node node = picker.pick(context, now);
    return node == null || context.triedCount() == 0 || !context.hasTried(node)
        ? node
        : untried(context);
  }

  /** For pickers that do not look at what was tried, such as a user's own lambda: any other. */
  private @Nullable Node untried(PickContext context) {
    int size = rotation.size();
    int start = ThreadLocalRandom.current().nextInt(size);
    for (int step = 0; step < size; step++) {
      Node node = rotation.get((start + step) % size);
      if (!context.hasTried(node)) {
        return node;
      }
    }
    return null;
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

  /** A request that may have been a trial has said nothing. */
  void giveBackTrial(Node node, long startNanos) {
    for (Trial trial : trials) {
      if (trial.node == node) {
        trial.giveBack(startNanos);
      }
    }
  }
}
