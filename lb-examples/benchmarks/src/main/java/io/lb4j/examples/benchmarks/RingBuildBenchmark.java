package io.lb4j.examples.benchmarks;

import io.lb4j.examples.benchmarks.ring.Names;
import io.lb4j.examples.benchmarks.ring.RingContender;
import io.lb4j.examples.benchmarks.ring.RingContenders;
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

/** Building a ring from the names of its nodes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBuildBenchmark {
  @Param("lb4j consistent")
  public String ring;

  @Param("1000")
  public int n;

  private RingContender<?> contender;
  private List<String> nodes;

  @Setup
  public void open() {
    contender = RingContenders.named(ring);
    nodes = Names.nodes(n);
    contender.open(nodes, Names.keys());
  }

  @Benchmark
  public Object build() {
    return contender.build().apply(nodes);
  }
}
