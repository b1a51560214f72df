package io.lb4j.balancer;

import io.lb4j.load.Node;

/*
 * The load score (in flight + 1) / weight: what a node would carry for each unit of weight if it took
 * the request, too. Compared crosswise, without a division; equal weights, all of them zero included,
 * compare the plain counts.
 */
final class Load {
  /** Weights such as 0.1 × 3 are not exact: without tolerance their noise would decide ties. */
  private static final double TOLERANCE = 1e-6;

  private Load() {}

  /** Negative if the first is less loaded, 0 if it is a tie, positive if the second is. */
  static int compare(int inFlight, double weight, int otherInFlight, double otherWeight) {
    if (weight == otherWeight) {
      return inFlight - otherInFlight;
    }
    double here = (inFlight + 1) * otherWeight;
    double there = (otherInFlight + 1) * weight;
    if (Math.abs(here - there) <= TOLERANCE * there) {
      return 0;
    }
    return here < there ? -1 : 1;
  }

  /** For people; a weight of 0 is infinitely loaded. */
  static double score(Node node) {
    return (node.inFlight() + 1) / node.weight();
  }
}
