package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.source.EndpointSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mockwebserver3.MockResponse;
import okhttp3.Cache;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("When no endpoint is left, the cache still answers what it can")
class CachedWithoutEndpointTest {
  private static final String NOBODY =
      "orders: no endpoint available (known=0, ejected=0, draining=0, already tried=0)";

  @TempDir Path folder;

  private final EndpointSource.Mutable source = EndpointSource.mutable();

  @SuppressWarnings("NullAway.Init") // before each test
  private Orders orders;

  @BeforeEach
  void start() throws IOException {
    Servers servers = Servers.http(1);
    source.update(List.of(Endpoint.of(servers.uri(1))));
    servers.answer(
        1, new MockResponse.Builder().setHeader("Cache-Control", "max-age=600").body("c").build());
    orders =
        new Orders(
            servers,
            LoadBalancer.builder("orders").source(source).build(),
            new OkHttpClient.Builder().cache(new Cache(folder.toFile(), 1 << 20)));
  }

  @AfterEach
  void stop() throws IOException {
    orders.close();
    orders.client.cache().close();
  }

  @Test
  @DisplayName("what is fresh is served, all else has no endpoint")
  void freshAnswer() throws IOException {
    assertThat(orders.text(Orders.get("/a"))).isEqualTo("200 c");
    source.update(List.of());
    assertThat(orders.text(Orders.get("/a"))).isEqualTo("200 c");
    assertThatThrownBy(() -> orders.execute(Orders.get("/b")))
        .isInstanceOf(NoEndpointException.class)
        .hasMessage(NOBODY);
    assertThat(orders.servers.requests(1)).isEqualTo(1);
  }

  @Test
  @DisplayName("an open connection of the call or of the pool is not used instead")
  void openConnection() throws IOException {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .connectionPool(orders.client.connectionPool())
            .addInterceptor(
                chain -> {
                  chain.proceed(chain.request()).close();
                  orders.balancer.drain(orders.servers.id(1)); // its connection stays open
                  return chain.proceed(chain.request());
                })
            .addInterceptor(orders.interceptor)
            .build();
    assertThatThrownBy(() -> client.newCall(Orders.get("/a")).execute())
        .isInstanceOf(NoEndpointException.class)
        .hasMessageContaining("(known=1, ejected=0, draining=1, already tried=0)");
    assertThat(orders.servers.requests(1)).isEqualTo(1);
  }

  @Test
  @DisplayName("and an exception that is not ours stays what it is")
  void anotherException() {
    source.update(List.of());
    IOException own = new IOException("no token");
    OkHttpClient client =
        orders
            .client
            .newBuilder()
            .addInterceptor(
                chain -> {
                  throw own;
                })
            .build();
    assertThatThrownBy(() -> client.newCall(Orders.get("/a")).execute()).isSameAs(own);
  }
}
