package io.lb4j.examples.benchmarks.pick;

/** What may be compared with what, and the floor it is measured against. */
public enum Kind {
  FLOOR("Floors", Floors.RANDOM, Floors.RANDOM),
  ROUND_ROBIN("Round robin", Floors.ATOMIC, Floors.RANDOM),
  RANDOM("Random", Floors.RANDOM, Floors.RANDOM),
  WEIGHTED("Weighted, 1 : 2 : 3", Floors.RANDOM, Floors.RANDOM),
  LOAD("Load-aware: pick and complete", Floors.P2C, Floors.P2C),
  LATENCY("Latency-aware: pick, complete, clock", Floors.P2C_CLOCK, Floors.P2C_CLOCK),
  ACQUIRE("LoadBalancer: acquire and success", Floors.P2C_CLOCK, Floors.P2C_CLOCK);

  private final String title;
  private final String floor;
  private final String contendedFloor;

  Kind(String title, String floor, String contendedFloor) {
    this.title = title;
    this.floor = floor;
    this.contendedFloor = contendedFloor;
  }

  public String title() {
    return title;
  }

  /**
   * Name of the floor; under contention nothing that is shared need be written to choose blindly.
   */
  public String floor(int threads) {
    return threads == 1 ? floor : contendedFloor;
  }
}
