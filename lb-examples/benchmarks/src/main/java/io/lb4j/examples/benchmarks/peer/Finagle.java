package io.lb4j.examples.benchmarks.peer;

import com.twitter.finagle.Address;
import com.twitter.finagle.NoBrokersAvailableException;
import com.twitter.finagle.Service;
import com.twitter.finagle.ServiceFactory;
import com.twitter.finagle.Stack;
import com.twitter.finagle.loadbalancer.Balancers;
import com.twitter.finagle.loadbalancer.EndpointFactory;
import com.twitter.finagle.loadbalancer.LazyEndpointFactory;
import com.twitter.finagle.loadbalancer.LoadBalancerFactory;
import com.twitter.util.Activity;
import com.twitter.util.Await;
import com.twitter.util.Future;
import io.lb4j.examples.benchmarks.pick.Pick;
import java.util.ArrayList;
import java.util.List;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finagle: a balancer over endpoints that answer at once; closing the service is the completion.
 */
public final class Finagle {
  private Finagle() {}

  public static Pick twoChoices(int size) {
    return open(Balancers.p2c(Balancers.p2c$default$1()), size);
  }

  public static Pick peakEwma(int size) {
    return open(
        Balancers.p2cPeakEwma(Balancers.p2cPeakEwma$default$1(), Balancers.p2cPeakEwma$default$2()),
        size);
  }

  private static Pick open(LoadBalancerFactory policy, int size) {
    List<EndpointFactory<Object, Integer>> endpoints = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      endpoints.add(endpoint(i));
    }
    ServiceFactory<Object, Integer> balancer =
        policy.newBalancer(
            Activity.value(CollectionConverters.asScala(endpoints).toIndexedSeq()),
            new NoBrokersAvailableException("benchmark"),
            Stack.Params$.MODULE$.empty());
    return new Pick() {
      @Override
      public Object pick() {
        Service<Object, Integer> service = result(balancer.apply());
        service.close();
        return service;
      }

      @Override
      public Object endpointOf(Object picked) {
        @SuppressWarnings("unchecked")
        Service<Object, Integer> service = (Service<Object, Integer>) picked;
        return result(service.apply("who"));
      }
    };
  }

  private static EndpointFactory<Object, Integer> endpoint(int number) {
    Service<Object, Integer> service = Service.mk(request -> Future.value(number));
    return new LazyEndpointFactory<>(
        () -> ServiceFactory.constant(service), Address.apply("10.0.0.1", 1 + number));
  }

  private static <T> T result(Future<T> done) {
    try {
      return Await.result(done);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
