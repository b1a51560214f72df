package io.lb4j.limit;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.positive;

/** What every limit that moves has. */
record Bounds(int initial, int min, int max) {
  Bounds {
    positive(min, "min");
    check(max >= min, "max", max, ">= min " + min);
    check(initial >= min && initial <= max, "initial", initial, min + " to " + max);
  }

  double clamp(double limit) {
    return Math.max(min, Math.min(max, limit));
  }

  @Override
  public String toString() {
    return initial + ", " + min + " to " + max;
  }
}
