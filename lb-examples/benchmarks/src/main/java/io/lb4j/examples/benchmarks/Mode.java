package io.lb4j.examples.benchmarks;

/** How long to measure: {@code -Dbench.mode=quick|full|report}. */
enum Mode {
  /** Every contender at one size, one fork: good enough to see a factor, in minutes. */
  QUICK(1, 3, 150),
  /** Every contender at every size, three forks: what RESULTS.md should be committed from. */
  FULL(3, 6, 250),
  /** Measures nothing and writes the page again from the last JSON. */
  REPORT(0, 0, 0);

  final int forks;
  final int iterations;
  final int iterationMillis;

  Mode(int forks, int iterations, int iterationMillis) {
    this.forks = forks;
    this.iterations = iterations;
    this.iterationMillis = iterationMillis;
  }
}
