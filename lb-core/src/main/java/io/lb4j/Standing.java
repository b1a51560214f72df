package io.lb4j;

import io.lb4j.load.NodeState;
import org.jspecify.annotations.Nullable;

/*
 * What is known of one endpoint's fitness from four sides, and the one state that follows. The sides
 * do not overwrite each other: a passing check does not end an ejection its requests have earned (a
 * check may be shallow), and an ejection served does not end one imposed by a failing check.
 *
 *   1. drained, by discovery or by the application    DRAINING
 *   2. its check says "not ready"                     DRAINING
 *   3. its check fails                                EJECTED
 *   4. its requests failed                            EJECTED, then PROBATION
 *   5. its first check has not answered               STARTING
 *   6. in service for a short time                    SLOW_START
 *   7. otherwise                                      HEALTHY
 */
record Standing(
    @Nullable String drained, Check check, Passive passive, String reason, boolean ramping) {

  /** What active checks say. */
  sealed interface Check {
    /** There are none, or they pass. */
    record Passing() implements Check {}

    /** The first has not answered yet. */
    record Awaited() implements Check {}

    /** It answers that it wants no requests now. */
    record NotReady(String reason) implements Check {}

    /** It does not answer, or not well. */
    record Failing(String reason) implements Check {}
  }

  /** What requests say. */
  sealed interface Passive {
    /** Nothing bad. */
    record In() implements Passive {}

    /** They failed; it is out until a time. */
    record Out(String reason, long untilNanos) implements Passive {}

    /** It has served its time out, and takes one at a time. */
    record OnTrial(Trial trial) implements Passive {}
  }

  static final Check PASSING = new Check.Passing();
  static final Check AWAITED = new Check.Awaited();
  static final Passive IN = new Passive.In();
  static final String ON_PROBATION = "ejection served, one request at a time";

  /** In service from the start. */
  static Standing fit(String reason) {
    return new Standing(null, PASSING, IN, reason, false);
  }

  NodeState state() {
    if (drained != null || check instanceof Check.NotReady) {
      return NodeState.DRAINING;
    }
    if (check instanceof Check.Failing || passive instanceof Passive.Out) {
      return NodeState.EJECTED;
    }
    if (passive instanceof Passive.OnTrial) {
      return NodeState.PROBATION;
    }
    if (check instanceof Check.Awaited) {
      return NodeState.STARTING;
    }
    return ramping ? NodeState.SLOW_START : NodeState.HEALTHY;
  }

  /** Why it is in this state: what its own side says, or what brought it into service. */
  String why() {
    if (drained != null) {
      return drained;
    }
    if (check instanceof Check.NotReady notReady) {
      return notReady.reason();
    }
    if (check instanceof Check.Failing failing) {
      return failing.reason();
    }
    if (passive instanceof Passive.Out out) {
      return out.reason();
    }
    return passive instanceof Passive.OnTrial ? ON_PROBATION : reason;
  }

  Standing drained(@Nullable String why) {
    return new Standing(why, check, passive, reason, ramping);
  }

  Standing with(Check now) {
    return new Standing(drained, now, passive, reason, ramping);
  }

  Standing with(Passive now) {
    return new Standing(drained, check, now, reason, ramping);
  }

  /** In service again, or newly: with what, and whether its share must grow first. */
  Standing inService(String because, boolean slowly) {
    return new Standing(drained, check, passive, because, slowly);
  }
}
