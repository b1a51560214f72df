package io.lb4j.examples.benchmarks;

import io.lb4j.examples.benchmarks.ring.Names;
import io.lb4j.examples.benchmarks.ring.RingContenders;
import io.lb4j.hash.HashRing;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One node joining and one leaving a ring of lb4j; peers build anew. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingChangeBenchmark {
  @Param("lb4j consistent")
  public String ring;

  @Param("1000")
  public int n;

  private HashRing<String> before;
  private String leaver;

  @Setup
  public void open() {
    List<String> nodes = Names.nodes(n);
    before = RingContenders.ours(ring, nodes);
    leaver = nodes.get(ring.endsWith("jump") ? n - 1 : n / 2); // jump can lose its last one only
  }

  @Benchmark
  public Object with() {
    return before.with(Names.NEWCOMER);
  }

  @Benchmark
  public Object without() {
    return before.without(leaver);
  }
}
