package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrdersServerTest {
  private final OrdersServer server = start(2);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void answersWithItsName() throws Exception {
    assertThat(get().body()).isEqualTo("order from orders-9\n");
  }

  @Test
  void takesItsTimeAndTenTimesThatWhenSlow() throws Exception {
    get();
    server.slowDown(10);
    long start = System.nanoTime();
    get();

    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(14).toNanos());
  }

  @Test
  void whenKilledItCutsTheRequestsItHasAndTakesNoMore() throws Exception {
    server.slowDown(5_000);
    CompletableFuture<HttpResponse<String>> running =
        client.sendAsync(request(), HttpResponse.BodyHandlers.ofString());
    assertThat(Pause.until(Duration.ofSeconds(5), () -> server.active() == 1)).isTrue();
    server.kill();

    assertThatThrownBy(running::get).hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(this::get).isInstanceOf(IOException.class);
  }

  @Test
  void comesBackOnTheSamePort() throws Exception {
    int port = server.port();
    server.kill();
    assertThat(server.isUp()).isFalse();
    server.revive();

    assertThat(server.port()).isEqualTo(port);
    assertThat(get().statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get() throws IOException, InterruptedException {
    return client.send(request(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/orders/1"))
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  private static OrdersServer start(int meanMillis) {
    try {
      return OrdersServer.start("orders-9", meanMillis, 1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
