package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Hazard 11: proxies")
class ProxyTest {
  private static final class Always extends ProxySelector {
    private final Proxy proxy;

    Always(Proxy proxy) {
      this.proxy = proxy;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(proxy);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
  }

  @Test
  @DisplayName("A client's own proxy: balanced calls are refused, others go through it")
  void explicitProxy() throws Exception {
    try (MockWebServer proxy = new MockWebServer()) {
      proxy.start(Servers.loopback(1), 0);
      proxy.enqueue(Servers.body("proxied", 200));
      for (Proxy.Type type : List.of(Proxy.Type.HTTP, Proxy.Type.SOCKS)) {
        Proxy own = new Proxy(type, proxy.getSocketAddress());
        try (Orders orders = Orders.http(1, new OkHttpClient.Builder().proxy(own))) {
          assertThatThrownBy(() -> orders.execute(Orders.get("/")))
              .isInstanceOf(IOException.class)
              .hasMessage(
                  "orders: the client has proxy %s (expected: none for a balanced host)", own);
          if (type == Proxy.Type.HTTP) {
            Request other = new Request.Builder().url("http://other.example/").build();
            assertThat(orders.text(other)).isEqualTo("200 proxied");
          }
          assertThat(orders.servers.requests(1)).isZero();
        }
      }
    }
  }

  @Test
  @DisplayName("No proxy, said explicitly, is no proxy")
  void noProxy() throws Exception {
    try (Orders orders = Orders.http(1, new OkHttpClient.Builder().proxy(Proxy.NO_PROXY))) {
      assertThat(orders.text(Orders.get("/"))).isEqualTo("200 s1");
    }
  }

  @Test
  @DisplayName("A proxy selector is not asked for a balanced host, but is for others and redirects")
  void selector() throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.start(Servers.loopback(1), 0);
      server.enqueue(Servers.body("proxied", 200));
      server.enqueue(Servers.body("proxied", 200));
      // its name is resolved by the pinned Dns's delegate, never to the endpoint
      Proxy proxy =
          new Proxy(
              Proxy.Type.HTTP,
              InetSocketAddress.createUnresolved("proxy.example", server.getPort()));
      OkHttpClient.Builder client =
          new OkHttpClient.Builder()
              .proxySelector(new Always(proxy))
              .dns(name -> List.of(Servers.loopback(1)));
      try (Orders orders = Orders.http(1, client)) {
        assertThat(orders.text(Orders.get("/"))).isEqualTo("200 s1");
        assertThat(orders.text(new Request.Builder().url("http://other.example/").build()))
            .isEqualTo("200 proxied");
        orders.servers.answer(
            1,
            new MockResponse.Builder()
                .code(302)
                .setHeader("Location", "http://other.example/to")
                .build());
        try (Response response = orders.execute(Orders.get("/"))) {
          assertThat(response.body().string()).isEqualTo("proxied");
        }
        assertThat(server.getRequestCount()).isEqualTo(2);
      }
    }
  }

  @Test
  @DisplayName("With a proxy selector connections are still shared")
  void selectorAndPool() throws Exception {
    OkHttpClient.Builder client =
        new OkHttpClient.Builder().proxySelector(new Always(Proxy.NO_PROXY));
    try (Orders orders = Orders.http(1, client)) {
      orders.text(Orders.get("/1"));
      orders.text(Orders.get("/2"));
      assertThat(Servers.connections(orders.servers.recorded(1))).isEqualTo(1);
    }
  }
}
