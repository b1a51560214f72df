package io.lb4j.examples.benchmarks.peer;

import io.lb4j.examples.benchmarks.pick.Pick;
import io.lb4j.examples.benchmarks.ring.Lookup;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.endpoint.InteractionMetrics;
import io.vertx.core.net.endpoint.LoadBalancer;
import io.vertx.core.net.endpoint.ServerEndpoint;
import io.vertx.core.net.endpoint.ServerInteraction;
import io.vertx.core.net.endpoint.ServerSelector;
import java.util.List;
import java.util.stream.IntStream;

/** Vert.x: its client-side selectors, which return an index. */
public final class Vertx {
  private static final int VIRTUAL_NODES = 160;

  private Vertx() {}

  public static Pick roundRobin(int size) {
    return pick(LoadBalancer.ROUND_ROBIN, size);
  }

  public static Pick random(int size) {
    return pick(LoadBalancer.RANDOM, size);
  }

  private static Pick pick(LoadBalancer policy, int size) {
    List<Stub> endpoints = endpoints(policy, size);
    ServerSelector selector = policy.selector(endpoints);
    return () -> endpoints.get(selector.select());
  }

  /** With the metrics calls that count the request as begun and ended. */
  public static Pick twoChoices(int size) {
    List<Stub> endpoints = endpoints(LoadBalancer.POWER_OF_TWO_CHOICES, size);
    ServerSelector selector = LoadBalancer.POWER_OF_TWO_CHOICES.selector(endpoints);
    return () -> {
      Stub chosen = endpoints.get(selector.select());
      complete(chosen.metrics());
      return chosen;
    };
  }

  private static <M> void complete(InteractionMetrics<M> metrics) {
    M request = metrics.initiateRequest();
    metrics.reportRequestBegin(request);
    metrics.reportRequestEnd(request);
    metrics.reportResponseBegin(request);
    metrics.reportResponseEnd(request);
  }

  /** With as many points per node as the other rings. */
  public static Lookup consistentHash(int size, String[] keys) {
    LoadBalancer policy = LoadBalancer.consistentHashing(VIRTUAL_NODES, LoadBalancer.ROUND_ROBIN);
    List<Stub> endpoints = endpoints(policy, size);
    ServerSelector selector = policy.selector(endpoints);
    return key -> endpoints.get(selector.select(keys[key]));
  }

  private static List<Stub> endpoints(LoadBalancer policy, int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> new Stub("10.0.0." + i + ":8080", policy.newMetrics()))
        .toList();
  }

  private record Stub(String key, InteractionMetrics<?> metrics) implements ServerEndpoint {
    @Override
    public SocketAddress address() {
      return SocketAddress.inetSocketAddress(8080, "10.0.0.1");
    }

    @Override
    public ServerInteraction newInteraction() {
      throw new UnsupportedOperationException("the benchmark reports to metrics() itself");
    }

    @Override
    public Object unwrap() {
      return this;
    }
  }
}
