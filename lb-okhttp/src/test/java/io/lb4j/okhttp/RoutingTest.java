package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lb4j.LoadBalancer;
import io.lb4j.balancer.Balancers;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {
  @Test
  @DisplayName("The promise: http://orders and http://users go to their own endpoints")
  void theUsersCode() throws Exception {
    try (Servers servers = Servers.http(2)) {
      LoadBalancer orders = LoadBalancer.builder("orders").endpoints(servers.uri(1)).build();
      LoadBalancer users = LoadBalancer.builder("users").endpoints(servers.uri(2)).build();
      OkHttpClient client =
          new OkHttpClient.Builder()
              .addInterceptor(LoadBalancingInterceptor.of(orders, users))
              .build();

      assertThat(text(client, "http://orders/orders/1")).isEqualTo("s1");
      assertThat(text(client, "http://users/users/1")).isEqualTo("s2");
      assertThat(text(client, "http://ORDERS:8080/")).isEqualTo("s1");
    }
  }

  private static String text(OkHttpClient client, String url) throws IOException {
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      return response.body().string();
    }
  }

  @Test
  @DisplayName("Hazard 4: the server sees the logical host, once, with the URL's port or none")
  void logicalHost() throws Exception {
    try (Orders orders = Orders.http(1)) {
      orders.text(Orders.get("/a"));
      orders.text(new Request.Builder().url("http://orders:8080/b").build());
      List<RecordedRequest> recorded = orders.servers.recorded(1);
      assertThat(recorded.get(0).getHeaders().values("Host")).containsExactly("orders");
      assertThat(recorded.get(1).getHeaders().values("Host")).containsExactly("orders:8080");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%2Fb;v=1/?q=&q=&r&x=%20+%E4", "/%2e%2e/?", "/?a=b#fragment"})
  @DisplayName("Hazard 5: the request target is that of a call that is not balanced")
  void target(String path) throws Exception {
    try (Orders orders = Orders.http(1)) {
      orders.text(new Request.Builder().url("http://user:secret@orders" + path).build());
      orders.text(new Request.Builder().url(orders.servers.uri(1) + path).build());
      List<RecordedRequest> recorded = orders.servers.recorded(1);
      assertThat(recorded.get(0).getTarget()).isEqualTo(recorded.get(1).getTarget());
    }
  }

  @Test
  @DisplayName("Hazard 6: other hosts are left alone, in success and in failure")
  void otherHosts() throws Exception {
    try (Orders orders = Orders.http(1)) {
      Call call =
          orders.client.newCall(new Request.Builder().url(orders.servers.uri(1) + "/a").build());
      call.execute().close();
      assertThat(call.tag(CallWatch.class)).isNull();
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");

      Request nobody = new Request.Builder().url("http://127.0.0.1:1/").build();
      Throwable plain = catchThrowable(() -> new OkHttpClient().newCall(nobody).execute());
      assertThatThrownBy(() -> orders.execute(nobody))
          .isInstanceOf(ConnectException.class)
          .hasMessage(plain.getMessage());
    }
  }

  @Test
  @DisplayName("Hazard 7: requests to one endpoint share a connection")
  void oneConnection() throws Exception {
    try (Orders orders = Orders.http(1)) {
      for (int i = 0; i < 5; i++) {
        orders.text(Orders.get("/" + i));
      }
      assertThat(Servers.connections(orders.servers.recorded(1))).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("Hazard 7: 8 endpoints and 80 requests make 8 connections, if the pool keeps them")
  void eightConnections() throws Exception {
    Servers servers = Servers.http(8);
    LoadBalancer balancer = servers.builder("orders").balancer(Balancers.roundRobin()).build();
    ConnectionPool pool = new ConnectionPool(64, 5, TimeUnit.MINUTES);
    try (Orders orders =
        new Orders(servers, balancer, new OkHttpClient.Builder().connectionPool(pool))) {
      for (int i = 0; i < 80; i++) {
        orders.text(Orders.get("/" + i));
      }
      for (int number = 1; number <= 8; number++) {
        assertThat(servers.requests(number)).isEqualTo(10);
        assertThat(Servers.connections(servers.recorded(number))).isEqualTo(1);
      }
      assertThat(pool.connectionCount()).isEqualTo(8);
    }
  }

  @Test
  @DisplayName("Hazard 8: endpoints that differ by port only do not share connections")
  void samePlaceOtherPort() throws Exception {
    List<String> uris = new ArrayList<>();
    try (MockWebServer first = new MockWebServer();
        MockWebServer second = new MockWebServer()) {
      for (MockWebServer server : List.of(first, second)) {
        server.start(Servers.loopback(1), 0);
        uris.add("http://127.0.0.1:" + server.getPort());
        for (int i = 0; i < 3; i++) {
          server.enqueue(Servers.body("port " + server.getPort(), 200));
        }
      }
      LoadBalancer orders =
          LoadBalancer.builder("orders")
              .endpoints(uris.toArray(String[]::new))
              .balancer(Balancers.roundRobin())
              .build();
      OkHttpClient client =
          new OkHttpClient.Builder().addInterceptor(LoadBalancingInterceptor.of(orders)).build();
      for (int i = 0; i < 6; i++) {
        text(client, "http://orders/");
      }
      assertThat(List.of(first.getRequestCount(), second.getRequestCount())).containsExactly(3, 3);
    }
  }

  @Test
  @DisplayName("An endpoint may be a name: the client's own Dns resolves it, one address is used")
  void endpointByName() throws Exception {
    try (Servers servers = Servers.http(2)) {
      LoadBalancer orders =
          LoadBalancer.builder("orders")
              .endpoints("http://web-1.internal:" + servers.get(1).getPort())
              .build();
      List<String> asked = new ArrayList<>();
      OkHttpClient client =
          new OkHttpClient.Builder()
              .dns(
                  name -> {
                    asked.add(name);
                    return List.of(Servers.loopback(2), Servers.loopback(1));
                  })
              .addInterceptor(LoadBalancingInterceptor.of(orders))
              .build();

      assertThat(text(client, "http://orders/")).isEqualTo("s2");
      assertThat(asked).containsExactly("web-1.internal");
    }
  }

  @Test
  @DisplayName("An endpoint may be an IPv6 address")
  void endpointByIpv6Address() throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.start(
          InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), 0);
      server.enqueue(Servers.body("six", 200));
      LoadBalancer orders =
          LoadBalancer.builder("orders").endpoints("http://[::1]:" + server.getPort()).build();
      OkHttpClient client =
          new OkHttpClient.Builder().addInterceptor(LoadBalancingInterceptor.of(orders)).build();
      assertThat(text(client, "http://orders/")).isEqualTo("six");
    }
  }

  @Test
  @DisplayName("The client's own socket factory goes on making the sockets")
  void ownSocketFactory() throws Exception {
    RecordingSocketFactory sockets = new RecordingSocketFactory();
    try (Orders orders = Orders.http(1, new OkHttpClient.Builder().socketFactory(sockets))) {
      orders.text(Orders.get("/"));
      assertThat(sockets.made).hasSize(1);
      assertThat(sockets.made.get(0).getPort()).isEqualTo(orders.servers.get(1).getPort());
    }
  }

  @Test
  @DisplayName("The URL's scheme must be the endpoint's")
  void scheme() throws Exception {
    try (Orders orders = Orders.http(1)) {
      Request https = new Request.Builder().url("https://orders/").build();
      assertThatThrownBy(() -> orders.execute(https))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "orders: the URL is https, endpoint %s is http (expected: the same scheme)",
              orders.servers.id(1));
    }
  }
}
