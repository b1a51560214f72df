package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import mockwebserver3.MockResponse;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Hazard 18: web sockets")
class WebSocketTest {
  /** What happened, as words in a queue. */
  private static final class Log extends WebSocketListener {
    final BlockingQueue<String> words = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(WebSocket socket, Response response) {
      words.add("open " + response.code() + " " + response.request().url());
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      words.add(text);
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      socket.close(1000, null);
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
      words.add("closed");
    }

    @Override
    public void onFailure(WebSocket socket, Throwable thrown, Response response) {
      words.add("failed");
    }
  }

  private static MockResponse echo() {
    return new MockResponse.Builder()
        .webSocketUpgrade(
            new WebSocketListener() {
              @Override
              public void onMessage(WebSocket socket, String text) {
                socket.send("echo " + text);
              }

              @Override
              public void onClosing(WebSocket socket, int code, String reason) {
                socket.close(code, reason);
              }
            })
        .build();
  }

  private static Orders orders(int count) throws IOException {
    Orders orders = Orders.http(count);
    for (int number = 1; number <= count; number++) {
      orders.servers.answer(number, echo());
    }
    return orders;
  }

  /** OkHttp ends the call a moment after it has told the listener. */
  private static void awaitIdle(Orders orders) {
    while (orders.balancer.snapshot().inFlight() != 0) {
      assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName("Frames flow both ways; it is in flight until it is closed")
  void closed() throws Exception {
    try (Orders orders = orders(1)) {
      Log log = new Log();
      WebSocket socket = orders.client.newWebSocket(Orders.get("/ws"), log);
      assertThat(log.words.take()).isEqualTo("open 101 http://orders/ws");
      socket.send("hello");
      assertThat(log.words.take()).isEqualTo("echo hello");
      assertThat(orders.counts(1)).isEqualTo("in flight 1, successes 0, failures 0");
      socket.close(1000, "bye");
      assertThat(log.words.take()).isEqualTo("closed");
      awaitIdle(orders);
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
    }
  }

  @Test
  @DisplayName("A cancelled one ends, without a verdict")
  void canceled() throws Exception {
    try (Orders orders = orders(1)) {
      Log log = new Log();
      WebSocket socket = orders.client.newWebSocket(Orders.get("/ws"), log);
      assertThat(log.words.take()).startsWith("open");
      socket.cancel();
      assertThat(log.words.take()).isEqualTo("failed");
      awaitIdle(orders);
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");
    }
  }

  @Test
  @DisplayName("An upgrade that is rejected with 503 moves on to another endpoint")
  void rejectedUpgrade() throws Exception {
    try (Orders orders = orders(2)) {
      orders.servers.answer(1, Servers.body("busy", 503));
      Log log = new Log();
      WebSocket socket = orders.client.newWebSocket(Orders.get("/ws"), log);
      assertThat(log.words.take()).startsWith("open 101");
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 1");
      assertThat(orders.counts(2)).isEqualTo("in flight 1, successes 0, failures 0");
      socket.cancel();
      awaitIdle(orders);
    }
  }

  @Test
  @DisplayName("When every endpoint rejects it, it fails once, and nothing is left in flight")
  void rejectedEverywhere() throws Exception {
    try (Orders orders = orders(2)) {
      orders.servers.answer(1, Servers.body("busy", 503));
      orders.servers.answer(2, Servers.body("busy", 503));
      Log log = new Log();
      orders.client.newWebSocket(Orders.get("/ws"), log);
      assertThat(log.words.take()).isEqualTo("failed");
      awaitIdle(orders);
      assertThat(log.words).isEmpty();
      assertThat(orders.endpoint(2).failures()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("The client's own event listener sees what it would see without us")
  void ownEventListener() throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    EventListener own =
        new EventListener() {
          @Override
          public void callStart(Call call) {
            events.add("start");
          }

          @Override
          public void callEnd(Call call) {
            events.add("end");
          }
        };
    try (Orders orders = Orders.http(1, new OkHttpClient.Builder().eventListener(own))) {
      orders.text(Orders.get("/"));
      assertThat(events).containsExactly("start", "end");
    }
  }
}
