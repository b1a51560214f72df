package io.lb4j.examples.benchmarks;

import io.lb4j.examples.benchmarks.ring.Names;
import io.lb4j.examples.benchmarks.ring.RingContender;
import io.lb4j.examples.benchmarks.ring.RingContenders;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a ring keeps on the heap beyond the names of its nodes: many are built, and the heap
 * weighed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RingMemoryBenchmark {
  private static final int RINGS = 16;
  private static final int COLLECTIONS = 3;

  @Param("lb4j consistent")
  public String ring;

  @Param("1000")
  public int n;

  private RingContender<?> contender;
  private List<String> nodes;

  /** Reported beside the time. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Heap {
    public double bytesPerNode;
  }

  @Setup
  public void open() {
    contender = RingContenders.named(ring);
    nodes = Names.nodes(n);
    contender.open(nodes, Names.keys());
  }

  @Benchmark
  public Object weigh(Heap heap) {
    long before = used();
    Object[] rings = new Object[RINGS];
    for (int i = 0; i < RINGS; i++) {
      rings[i] = contender.build().apply(nodes);
    }
    heap.bytesPerNode = (double) (used() - before) / RINGS / n;
    return rings;
  }

  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
