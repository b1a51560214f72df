package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import java.io.IOException;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Hazard 10: redirects")
class RedirectTest {
  private Orders orders;

  @BeforeEach
  void start() throws IOException {
    // other.example is at the address of the first endpoint, to make it hard
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .dns(
                name ->
                    name.equals("other.example")
                        ? List.of(Servers.loopback(1))
                        : okhttp3.Dns.SYSTEM.lookup(name));
    orders = Orders.http(2, client);
  }

  @AfterEach
  void stop() {
    orders.close();
  }

  private void redirect(String location) {
    orders.servers.answer(
        1,
        request ->
            request.getTarget().equals("/from")
                ? new MockResponse.Builder()
                    .code(302)
                    .setHeader("Location", location)
                    .body("see there")
                    .build()
                : Servers.body("s1 " + request.getTarget(), 200));
  }

  @Test
  @DisplayName("to another host: its own address and port, without Authorization")
  void otherHost() throws Exception {
    try (MockWebServer other = new MockWebServer()) {
      other.start(Servers.loopback(1), 0);
      other.enqueue(Servers.body("other", 200));
      redirect("http://other.example:" + other.getPort() + "/to");
      try (Response response =
          orders.execute(Orders.request("/from").header("Authorization", "secret").build())) {
        assertThat(response.body().string()).isEqualTo("other");
      }
      RecordedRequest seen = other.takeRequest();
      assertThat(seen.getHeaders().get("Host")).startsWith("other.example:");
      assertThat(seen.getHeaders().get("Authorization")).isNull();
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
    }
  }

  @Test
  @DisplayName("to another host on the URL's own port: not to the endpoint's port there")
  void otherHostSamePort() throws Exception {
    redirect("http://other.example/to"); // port 80 of 127.0.0.1, where nobody listens
    assertThatThrownBy(() -> orders.execute(Orders.get("/from")))
        .isInstanceOf(java.net.ConnectException.class)
        .hasMessageContaining("/127.0.0.1:80");
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
    assertThat(orders.servers.requests(2)).isZero();
  }

  @Test
  @DisplayName("to another host that fails: neither a failure of the endpoint nor tried again")
  void otherHostFails() throws Exception {
    try (MockWebServer other = new MockWebServer()) {
      other.start(Servers.loopback(1), 0);
      other.enqueue(Servers.body("no", 503));
      redirect("http://other.example:" + other.getPort() + "/to");
      assertThat(orders.text(Orders.get("/from"))).isEqualTo("503 no");
      assertThat(other.getRequestCount()).isEqualTo(1);
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
    }
  }

  @Test
  @DisplayName("to another host that asks to repeat at once: not a failure of the endpoint either")
  void otherHostAsksToRepeat() throws Exception {
    try (MockWebServer other = new MockWebServer()) {
      other.start(Servers.loopback(1), 0);
      other.enqueue(new MockResponse.Builder().code(503).setHeader("Retry-After", "0").build());
      other.enqueue(Servers.body("other", 200));
      redirect("http://other.example:" + other.getPort() + "/to");
      assertThat(orders.text(Orders.get("/from"))).isEqualTo("200 other");
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
    }
  }

  @Test
  @DisplayName("to the logical host: the same endpoint serves it")
  void logicalHost() throws Exception {
    redirect("http://orders/to");
    assertThat(orders.text(Orders.get("/from"))).isEqualTo("200 s1 /to");
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
  }

  @Test
  @DisplayName("to another port or scheme of the logical host: refused, with the port in question")
  void otherPort() {
    for (String location : List.of("http://orders:8443/to", "https://orders/to")) {
      redirect(location);
      assertThatThrownBy(() -> orders.execute(Orders.get("/from")))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("orders: redirected to port \\d+ \\(expected: 80, .*");
    }
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 2, failures 0");
    assertThat(orders.servers.requests(2)).isZero();
  }

  @Test
  @DisplayName("that fail on the endpoint itself are tried on another")
  void sameEndpointFails() throws Exception {
    redirect("http://orders/to");
    orders.servers.answer(2, request -> Servers.body("s2 " + request.getTarget(), 200));
    orders.servers.answer(
        1,
        request ->
            request.getTarget().equals("/from")
                ? new MockResponse.Builder().code(302).setHeader("Location", "/to").build()
                : Servers.body("no", 503));
    assertThat(orders.text(Orders.get("/from"))).isEqualTo("200 s2 /from");
  }

  @Test
  @DisplayName("to another balanced service are looked up as any name: it is not balanced")
  void otherService() throws Exception {
    LoadBalancer users = LoadBalancer.builder("users").endpoints(orders.servers.uri(2)).build();
    OkHttpClient client =
        new OkHttpClient.Builder()
            .dns(
                name -> {
                  throw new java.net.UnknownHostException("plain Dns was asked for " + name);
                })
            .addInterceptor(LoadBalancingInterceptor.of(orders.balancer, users))
            .build();
    redirect("http://users/to");
    assertThatThrownBy(() -> client.newCall(Orders.get("/from")).execute())
        .isInstanceOf(java.net.UnknownHostException.class)
        .hasMessage("plain Dns was asked for users");
  }
}
