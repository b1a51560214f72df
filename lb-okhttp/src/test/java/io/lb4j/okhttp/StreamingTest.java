package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Hazard 19: answers that go on and on, such as server-sent events")
class StreamingTest {
  /**
   * The second event is sent when the first was read: a client that buffers would wait for ever.
   */
  private final GatedBody events = new GatedBody();

  private Orders orders;

  @BeforeEach
  void start() throws IOException {
    orders = Orders.http(1);
    orders.servers.answer(
        1,
        new MockResponse.Builder()
            .clearHeaders()
            .body(events)
            .setHeader("Content-Type", "text/event-stream")
            .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
            .build());
  }

  @AfterEach
  void stop() {
    events.open();
    orders.close();
  }

  @Test
  @DisplayName("arrive as they are sent, and are in flight to their end")
  void unbuffered() throws Exception {
    try (Response response = orders.execute(Orders.get("/"))) {
      BufferedSource received = response.body().source();
      assertThat(received.readUtf8Line()).isEqualTo("data: first");
      assertThat(orders.counts(1)).isEqualTo("in flight 1, successes 0, failures 0");
      events.open();
      assertThat(received.readUtf8Line()).isEqualTo("data: second");
      assertThat(received.readUtf8Line()).isNull();
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
    }
  }

  @Test
  @DisplayName("end without a verdict when they are cancelled")
  void canceled() throws Exception {
    Call call = orders.client.newCall(Orders.get("/"));
    try (Response response = call.execute()) {
      assertThat(response.body().source().readUtf8Line()).isEqualTo("data: first");
      call.cancel();
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");
    }
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");
  }
}
