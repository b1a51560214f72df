package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.source.EndpointSource;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Hazard 41: an endpoint that leaves")
class LeavingEndpointTest {
  @Test
  @DisplayName("finishes the call it has; after that its state is gone and its sockets are closed")
  void leaves() throws Exception {
    Servers servers = Servers.http(2);
    EndpointSource.Mutable source =
        EndpointSource.mutable(Endpoint.of(servers.uri(1)), Endpoint.of(servers.uri(2)));
    LoadBalancer balancer =
        LoadBalancer.builder("orders").source(source).balancer(Servers.IN_ORDER).build();
    RecordingSocketFactory sockets = new RecordingSocketFactory();
    try (Orders orders =
        new Orders(servers, balancer, new OkHttpClient.Builder().socketFactory(sockets))) {
      try (Response idle = orders.execute(Orders.get("/"));
          Response running = orders.execute(Orders.get("/"))) {
        assertThat(idle.body().string()).isEqualTo("s1");
        assertThat(sockets.made).hasSize(2);

        source.update(List.of(Endpoint.of(servers.uri(2))));
        assertThat(orders.endpoint(1).inFlight()).isEqualTo(1);
        assertThat(orders.text(Orders.get("/"))).isEqualTo("200 s2");
        assertThat(running.body().string()).isEqualTo("s1");
      }
      assertThat(balancer.snapshot().endpoint(servers.id(1))).isEmpty();
      assertThat(sockets.made.get(0).isClosed()).isTrue();
      assertThat(sockets.made.get(1).isClosed()).isTrue();
      assertThat(sockets.made.get(2).isClosed()).isFalse();
    }
  }

  @Test
  @DisplayName("and comes back does not get its old connections")
  void comesBack() throws Exception {
    Servers servers = Servers.http(1);
    Endpoint endpoint = Endpoint.of(servers.uri(1));
    EndpointSource.Mutable source = EndpointSource.mutable(endpoint);
    LoadBalancer balancer = LoadBalancer.builder("orders").source(source).build();
    try (Orders orders = new Orders(servers, balancer, new OkHttpClient.Builder())) {
      orders.text(Orders.get("/1"));
      source.update(List.of());
      source.update(List.of(endpoint));
      orders.text(Orders.get("/2"));
      assertThat(Servers.connections(servers.recorded(1))).isEqualTo(2);
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
    }
  }

  @Test
  @DisplayName("or moves to another address under its id is followed there")
  void moves() throws Exception {
    Servers servers = Servers.http(2);
    EndpointSource.Mutable source = EndpointSource.mutable(Endpoint.of(servers.uri(1)).withId("a"));
    LoadBalancer balancer = LoadBalancer.builder("orders").source(source).build();
    try (Orders orders = new Orders(servers, balancer, new OkHttpClient.Builder())) {
      assertThat(orders.text(Orders.get("/"))).isEqualTo("200 s1");
      source.update(List.of(Endpoint.of(servers.uri(2)).withId("a")));
      assertThat(orders.text(Orders.get("/"))).isEqualTo("200 s2");
    }
  }
}
