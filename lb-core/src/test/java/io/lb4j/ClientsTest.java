package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.source.EndpointSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientsTest {
  private final EndpointSource.Mutable source = EndpointSource.mutable(Endpoint.named("a"));
  private final LoadBalancer orders = LoadBalancer.builder("orders").source(source).build();
  private final List<String> opened = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();

  private final Clients<String> clients =
      orders.clients(
          endpoint -> {
            opened.add(endpoint.id());
            return "client of " + endpoint.id();
          },
          closed::add);

  @Test
  void oneClientForEachEndpointMadeWhenFirstNeeded() {
    assertThat(opened).isEmpty();
    for (int i = 0; i < 10; i++) {
      assertThat(clients.<String, RuntimeException>call(client -> client)).isEqualTo("client of a");
    }
    assertThat(opened).containsExactly("a");
  }

  @Test
  void aClientIsClosedOnceItsEndpointIsGoneAndItsLastRequestHasEnded() {
    clients.call(
        client -> {
          source.update(List.of(Endpoint.named("b")));
          assertThat(closed).isEmpty(); // we are still using it
          return client;
        });
    assertThat(closed).containsExactly("client of a");
    assertThat(clients.<String, RuntimeException>call(client -> client)).isEqualTo("client of b");
  }

  @Test
  void closingClientsClosesEachAfterItsLastRequest() {
    clients.call(
        client -> {
          clients.close();
          assertThat(closed).isEmpty();
          return client;
        });
    clients.close();
    assertThat(closed).containsExactly("client of a");
    assertThatIllegalStateException().isThrownBy(() -> clients.call(client -> client));
  }

  @Test
  void closingTheLoadBalancerClosesItsClients() {
    clients.call(client -> client);
    orders.close();
    assertThat(closed).containsExactly("client of a");
  }

  @Test
  void aClientThatCannotBeMadeIsAFailureOfItsEndpoint() {
    source.update(List.of(Endpoint.named("bad"), Endpoint.named("good")));
    Clients<String> picky =
        orders.clients(
            endpoint -> {
              if (endpoint.id().equals("bad")) {
                throw new IllegalStateException("cannot connect");
              }
              return endpoint.id();
            },
            client -> {});
    for (int i = 0; i < 4; i++) {
      assertThat(picky.<String, RuntimeException>call(client -> client)).isEqualTo("good");
    }
    assertThat(orders.snapshot().endpoint("good").orElseThrow().failures()).isZero();
  }

  @Test
  void anEndpointThatComesBackElsewhereUnderItsOldNameGetsANewClient() {
    EndpointSource.Mutable pods =
        EndpointSource.mutable(Endpoint.of("http://10.0.0.1:80").withId("pod-0"));
    LoadBalancer service = LoadBalancer.builder("pods").source(pods).build();
    Clients<String> hosts = service.clients(Endpoint::host, closed::add);
    assertThat(hosts.<String, RuntimeException>call(host -> host)).isEqualTo("10.0.0.1");
    pods.update(List.of(Endpoint.of("http://10.0.0.99:80").withId("pod-0").withWeight(2)));
    assertThat(hosts.<String, RuntimeException>call(host -> host)).isEqualTo("10.0.0.99");
    assertThat(closed).containsExactly("10.0.0.1");
    pods.update(List.of(Endpoint.of("http://10.0.0.99:80").withId("pod-0")));
    assertThat(service.snapshot().endpoint("pod-0").orElseThrow().successes()).isEqualTo(1);
  }

  @Test
  void aClientThatCannotBeClosedDoesNotKeepTheOthersOpen() {
    source.update(List.of(Endpoint.named("a"), Endpoint.named("b"), Endpoint.named("c")));
    LoadBalancer inTurn =
        LoadBalancer.builder("in turn").source(source).balancer(Balancers.roundRobin()).build();
    List<String> tried = new ArrayList<>();
    Clients<String> clumsy =
        inTurn.clients(
            Endpoint::id,
            client -> {
              tried.add(client);
              throw new AssertionError("stuck");
            });
    for (int i = 0; i < 30; i++) {
      clumsy.call(client -> client);
    }
    source.update(List.of());
    assertThat(tried).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(inTurn.snapshot().endpoints()).isEmpty();
  }

  @Test
  void aClientThatCannotBeClosedCostsALogLine() {
    Clients<String> clumsy =
        orders.clients(
            Endpoint::id,
            client -> {
              throw new IllegalStateException("stuck");
            });
    clumsy.call(client -> client);
    clumsy.close();
    assertThat(orders.snapshot().inFlight()).isZero();
  }
}
