package io.lb4j.examples.benchmarks.peer;

import io.lb4j.examples.benchmarks.pick.Pick;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.RandomLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.SimpleObjectProvider;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Spring Cloud LoadBalancer over a fixed list, as its blocking client calls it. */
public final class SpringCloud {
  private static final String SERVICE = "benchmark";

  private SpringCloud() {}

  public static Pick roundRobin(int size) {
    return pick(new RoundRobinLoadBalancer(new SimpleObjectProvider<>(new Fixed(size)), SERVICE));
  }

  public static Pick random(int size) {
    return pick(new RandomLoadBalancer(new SimpleObjectProvider<>(new Fixed(size)), SERVICE));
  }

  private static Pick pick(ReactorServiceInstanceLoadBalancer loadBalancer) {
    return () -> Mono.from(loadBalancer.choose()).block().getServer();
  }

  private static final class Fixed implements ServiceInstanceListSupplier {
    private final Flux<List<ServiceInstance>> instances;

    Fixed(int size) {
      instances = Flux.just(IntStream.range(0, size).mapToObj(Fixed::instance).toList());
    }

    private static ServiceInstance instance(int i) {
      return new DefaultServiceInstance("i" + i, SERVICE, "10.0.0.1", 1 + i, false);
    }

    @Override
    public String getServiceId() {
      return SERVICE;
    }

    @Override
    public Flux<List<ServiceInstance>> get() {
      return instances;
    }
  }
}
