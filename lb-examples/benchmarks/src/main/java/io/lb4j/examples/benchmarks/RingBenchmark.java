package io.lb4j.examples.benchmarks;

import io.lb4j.examples.benchmarks.ring.Lookup;
import io.lb4j.examples.benchmarks.ring.Names;
import io.lb4j.examples.benchmarks.ring.RingContenders;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One lookup by a String key. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {
  @Param("lb4j consistent")
  public String ring;

  @Param("1000")
  public int n;

  private Lookup lookup;

  /** Which key is next; one for each thread. */
  @State(Scope.Thread)
  public static class Cursor {
    private int at;

    int next() {
      return at++ & (Names.KEYS - 1);
    }
  }

  /** Builds it, checks that it spreads keys, and warms it up. */
  @Setup
  public void open() {
    lookup = RingContenders.named(ring).open(Names.nodes(n), Names.keys());
    Cursor cursor = new Cursor();
    Warm.up(() -> lookup.find(cursor.next()));
  }

  @Benchmark
  public Object lookup(Cursor cursor) {
    return lookup.find(cursor.next());
  }
}
