package io.lb4j.testing;

/** How evenly a sequence interleaves. */
public final class Smoothness {
  private Smoothness() {}

  /**
   * The most by which the count of any index, in any window of the sequence, differs from its exact
   * share of the window.
   */
  public static double worstWindow(int[] sequence, double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    int[] counts = new int[weights.length];
    double[] most = new double[weights.length];
    double[] least = new double[weights.length];
    for (int turn = 0; turn < sequence.length; turn++) {
      int index = sequence[turn];
      double share = weights[index] / sum;
      least[index] = Math.min(least[index], counts[index] - share * turn);
      counts[index]++;
      most[index] = Math.max(most[index], counts[index] - share * (turn + 1));
    }
    double worst = 0;
    for (int i = 0; i < weights.length; i++) {
      double end = counts[i] - weights[i] / sum * sequence.length;
      worst = Math.max(worst, most[i] - Math.min(least[i], end));
    }
    return worst;
  }
}
