package io.lb4j.health;

import io.lb4j.load.Node;
import java.util.List;

/*
 * How long a run of failures must be to say something of the node, and not of what all nodes share.
 * With p the error rate elsewhere, a run of k comes by chance with p^k: it must be less than one in a
 * million. Looks at a sample of the others only.
 */
final class CommonFault {
  private static final double LN_CHANCE = Math.log(1e-6);
  private static final int SAMPLE = 16;

  /** A node with more requests weighs no more: fast failing ones have the most. */
  private static final double FULL_WEIGHT = 20;

  /** Above this nobody is worse than the others. */
  private static final double HOPELESS = 0.99;

  /** Up to this rate a refused connection elsewhere would be news. */
  static final double UNUSUAL = 0.01;

  private CommonFault() {}

  /** The shortest run that means something, at least {@code limit}. */
  static int run(double elsewhere, int limit) {
    if (elsewhere <= 0) {
      return limit;
    }
    if (elsewhere > HOPELESS) {
      return Integer.MAX_VALUE;
    }
    return Math.max(limit, (int) Math.ceil(LN_CHANCE / Math.log(elsewhere)));
  }

  /** Error rate of the others in rotation; 0 if nothing is known of them. */
  static double errorRateBeside(Node node, List<Node> nodes) {
    int count = nodes.size();
    int step = step(count);
    int at = count == 0 ? 0 : (int) (node.picks() % count);
    double weights = 0;
    double failed = 0;
    int seen = 0;
    for (int i = 0; i < count && seen < SAMPLE; i++) {
      Node other = nodes.get(at);
      at = (at + step) % count;
      if (other != node && HealthTracker.Ejector.isInRotation(other)) {
        double weight = Math.min(FULL_WEIGHT, other.recentVolume());
        weights += weight;
        failed += weight * other.errorRate();
        seen++;
      }
    }
    return weights > 0 ? failed / weights : 0;
  }

  /**
   * What some of the others had done when a run of failures began. The error rates of the last ten
   * seconds say little of a fault that has begun just now. Keeps no node: those that leave must be
   * free to go, so they are found again by their place, and one that is new there is not looked at.
   */
  record Mark(int at, int count, long[] failures, long[] successes) {
    /** In so short a time the good ones have had few requests, and black holes many. */
    private static final double FEW = 3;

    /** Nothing is known. */
    static final double UNKNOWN = -1;

    /** Of the others as they are now. */
    static Mark of(Node node, List<Node> nodes) {
      int count = nodes.size();
      int step = step(count);
      int start = count == 0 ? 0 : (int) (node.picks() % count);
      long[] failures = new long[Math.min(count, SAMPLE + 1)];
      long[] successes = new long[failures.length];
      for (int i = 0, at = start; i < failures.length; i++, at = (at + step) % count) {
        Node other = nodes.get(at);
        failures[i] = other.failures();
        successes[i] = other.successes() + other.inFlight(); // those were sent before
      }
      return new Mark(start, count, failures, successes);
    }

    /**
     * Error rate since then of the others in rotation, or unknown if none of them did anything.
     * Those that did nothing count a little, as what they were: black holes leave nothing for the
     * good ones.
     */
    double errorRate(Node node, List<Node> nodes) {
      if (nodes.size() != count) {
        return UNKNOWN;
      }
      int step = step(count);
      boolean known = false;
      double weights = 0;
      double failed = 0;
      for (int i = 0, place = at; i < failures.length; i++, place = (place + step) % count) {
        Node other = nodes.get(place);
        long bad = other.failures() - failures[i];
        long good = Math.max(0, other.successes() - successes[i]);
        if (other == node || bad < 0 || !HealthTracker.Ejector.isInRotation(other)) {
          continue;
        }
        boolean busy = bad + good > 0;
        double weight = Math.min(busy ? FEW : 1, busy ? bad + good : other.recentVolume());
        known |= busy;
        weights += weight;
        failed += weight * (busy ? (double) bad / (bad + good) : other.errorRate());
      }
      return known ? failed / weights : UNKNOWN;
    }
  }

  /** Visits every node, neighbours far apart: lists are often sorted by zone. */
  private static int step(int count) {
    int step = (int) (count * 0.618) + 1;
    while (gcd(step, count) > 1) {
      step++;
    }
    return step;
  }

  private static int gcd(int a, int b) {
    int left = a;
    int right = b;
    while (right != 0) {
      int rest = left % right;
      left = right;
      right = rest;
    }
    return left;
  }
}
