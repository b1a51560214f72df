package io.lb4j.health;

import io.lb4j.load.Node;
import java.util.List;

/*
 * How long a run of failures must be to say something of the node, and not of what all nodes share.
 * With p the error rate elsewhere, a run of k comes by chance with p^k: it must be less than one in a
 * million. No state, no allocation; looks at a sample of the others only.
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
