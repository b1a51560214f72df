package io.lb4j.examples.benchmarks.pick;

import java.util.List;
import java.util.function.IntFunction;

/**
 * One row of the results.
 *
 * @param name unique; the first word says whose it is
 * @param kind its table and its floor
 * @param spread what is checked before it is measured
 * @param factory sets it up over that many endpoints
 */
public record Contender(String name, Kind kind, Spread spread, IntFunction<Pick> factory) {
  private static final List<String> SCANS =
      List.of("eastConnections", "peakEwma", "leastResponseTime", "adaptive");

  /**
   * True if it looks at every endpoint of a small set and at 16 of a large one, as documented: flat
   * from there on only.
   */
  public boolean scansSmallSets() {
    return SCANS.stream().anyMatch(name::endsWith);
  }

  /** Sets it up and checks that it balances. */
  public Pick open(int endpoints) {
    Pick pick = factory.apply(endpoints);
    spread.check(name, pick, endpoints);
    return pick;
  }
}
