package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Effective weights of one moment: they may change while a picker is built. */
final class Weights {
  private Weights() {}

  /** One weight for each node, at least one of them positive: if all are 0, all count the same. */
  static double[] of(Node[] nodes) {
    double[] weights = new double[nodes.length];
    Arrays.setAll(weights, i -> nodes[i].weight());
    if (sum(weights) == 0) {
      Arrays.fill(weights, 1);
    }
    return weights;
  }

  /**
   * For rules that give every node the same, and look at no weight of an endpoint's own: only at
   * slow start. Null while nobody is in it.
   */
  static double @Nullable [] ramps(Node[] nodes) {
    double[] ramps = new double[nodes.length];
    boolean any = false;
    for (int i = 0; i < nodes.length; i++) {
      ramps[i] = nodes[i].ramp();
      any |= ramps[i] < 1;
    }
    return any ? ramps : null;
  }

  static double sum(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    return sum;
  }
}
