package io.lb4j.examples.benchmarks;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Picker;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.examples.benchmarks.ring.Names;
import io.lb4j.examples.benchmarks.ring.RingContenders;
import io.lb4j.load.Node;
import java.util.ArrayList;
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

/**
 * What one of many nodes costs the picker of a ring balancer: it goes out of rotation, returns, or
 * comes back slowly. This is the work of {@link Balancer#rebuild}, without that of the cluster.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingRebuildBenchmark {
  @Param("lb4j balancer consistentHash")
  public String ring;

  @Param("10000")
  public int n;

  private Balancer balancer;
  private List<Node> all;
  private List<Node> less;
  private Node one;
  private Picker full;
  private Picker reduced;
  private boolean half;

  @Setup
  public void open() {
    balancer = RingContenders.balancer(ring);
    all = Names.nodes(n).stream().map(name -> new Node(Endpoint.named(name))).toList();
    one = all.get(n / 2);
    List<Node> left = new ArrayList<>(all);
    left.remove(one);
    less = List.copyOf(left);
    full = balancer.picker(all);
    reduced = balancer.rebuild(less, full);
  }

  @Benchmark
  public Object goes() {
    return balancer.rebuild(less, full);
  }

  @Benchmark
  public Object returns() {
    return balancer.rebuild(all, reduced);
  }

  @Benchmark
  public Object ramps() {
    half = !half;
    one.ramp(half ? 0.5 : 0.25);
    return balancer.rebuild(all, full);
  }
}
