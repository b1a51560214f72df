package io.lb4j.health;

import io.lb4j.load.Outcome;
import org.jspecify.annotations.Nullable;

/** Words for reasons, which end up in logs and on screens: never what an exception says itself. */
final class Reasons {
  private Reasons() {}

  /** The class of an exception alone: its message may hold what a user put there. */
  static String of(@Nullable Throwable cause) {
    return cause == null ? "no exception" : Outcome.unwrap(cause).getClass().getName();
  }

  static String percent(double share) {
    return Math.round(share * 100) + " %";
  }
}
