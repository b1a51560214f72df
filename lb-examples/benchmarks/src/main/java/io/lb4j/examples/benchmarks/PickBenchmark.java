package io.lb4j.examples.benchmarks;

import io.lb4j.examples.benchmarks.pick.Contenders;
import io.lb4j.examples.benchmarks.pick.Pick;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One pick of one contender, with its completion where the policy counts on it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PickBenchmark {
  @Param("lb4j roundRobin")
  public String policy;

  @Param("10")
  public int n;

  private Pick pick;

  /** Sets it up, checks that it balances, and warms it up. */
  @Setup
  public void open() {
    pick = Contenders.named(policy).open(n);
    Warm.up(pick::pick);
  }

  @Benchmark
  public Object pick() {
    return pick.pick();
  }
}
