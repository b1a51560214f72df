package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A request is in flight until its answer's body ends, whoever ends it, and only once")
class InFlightTest {
  private static final String DONE = "in flight 0, successes 1, failures 0";
  private static final String RUNNING = "in flight 1, successes 0, failures 0";

  private Orders orders;

  @BeforeEach
  void start() throws IOException {
    orders = Orders.http(1);
  }

  @AfterEach
  void stop() {
    orders.close();
  }

  @Test
  @DisplayName("Hazard 14: until close, which counts once")
  void close() throws Exception {
    Response response = orders.execute(Orders.get("/"));
    assertThat(orders.counts(1)).isEqualTo(RUNNING);
    response.close();
    assertThat(orders.counts(1)).isEqualTo(DONE);
    response.close();
    assertThat(orders.counts(1)).isEqualTo(DONE);
  }

  @Test
  @DisplayName("Hazard 14: a body that breaks off is a failure, and close changes nothing then")
  void brokenBody() throws Exception {
    orders.servers.answer(
        1,
        new MockResponse.Builder()
            .body("x".repeat(100_000))
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    Response response = orders.execute(Orders.get("/"));
    assertThat(orders.counts(1)).isEqualTo(RUNNING);
    assertThatThrownBy(() -> response.body().string()).isInstanceOf(IOException.class);
    response.close();
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 1");
  }

  @Test
  @DisplayName("Hazard 16: until its end is read, closed or not")
  void readToTheEnd() throws Exception {
    Response response = orders.execute(Orders.get("/"));
    response.body().source().readAll(Okio.blackhole());
    assertThat(orders.counts(1)).isEqualTo(DONE);
    response.close();
    assertThat(orders.counts(1)).isEqualTo(DONE);
  }

  @Test
  @DisplayName("Hazard 16: also if exactly Content-Length bytes are read, and no end of file")
  void readExactly() throws Exception {
    Response response = orders.execute(Orders.get("/"));
    assertThat(response.body().byteStream().readNBytes(2)).hasSize(2);
    assertThat(orders.counts(1)).isEqualTo(DONE);
    response.close();
  }

  @Test
  @DisplayName("Hazard 17: an unread body that is closed is no failure")
  void closedEarly() throws Exception {
    orders.servers.answer(1, Servers.body("x".repeat(1 << 20), 200));
    orders.execute(Orders.get("/")).close();
    assertThat(orders.counts(1)).isEqualTo(DONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304, 200})
  @DisplayName("Hazard 15: an empty body ends at once, though nobody closes it")
  void emptyBody(int code) throws Exception {
    orders.servers.answer(1, new MockResponse.Builder().code(code).build());
    orders.execute(Orders.get("/"));
    assertThat(orders.counts(1)).isEqualTo(DONE);
  }

  @Test
  @DisplayName("Hazard 15: so does the answer to HEAD")
  void head() throws Exception {
    orders.execute(Orders.request("/").head().build());
    assertThat(orders.counts(1)).isEqualTo(DONE);
  }

  @Test
  @DisplayName("Hazard 20: cancel after the headers ends it, and is no verdict")
  void cancelAfterHeaders() throws Exception {
    var call = orders.client.newCall(Orders.get("/"));
    try (Response response = call.execute()) {
      assertThat(orders.counts(1)).isEqualTo(RUNNING);
      call.cancel();
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");
      assertThat(response.code()).isEqualTo(200);
    }
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");
  }

  @Test
  @DisplayName("An outer interceptor that reads the body and makes another ends it")
  void outerInterceptorReplacesBody() throws Exception {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  Response response = chain.proceed(chain.request());
                  String text = response.body().string();
                  assertThat(orders.endpoint(1).inFlight()).isZero();
                  return response
                      .newBuilder()
                      .body(okhttp3.ResponseBody.create(text + "!", (MediaType) null))
                      .build();
                })
            .addInterceptor(orders.interceptor)
            .build();
    assertThat(client.newCall(Orders.get("/")).execute().body().string()).isEqualTo("s1!");
    assertThat(orders.counts(1)).isEqualTo(DONE);
  }

  @Test
  @DisplayName("Hazards 19 and 23: latency is the time to the headers, not to the body's end")
  void latency() throws Exception {
    AtomicLong now = new AtomicLong(1_000);
    LoadBalancer balancer =
        LoadBalancer.builder("slow").endpoints(orders.servers.uri(1)).ticker(now::get).build();
    OkHttpClient client =
        new OkHttpClient.Builder()
            .addInterceptor(LoadBalancingInterceptor.of(balancer))
            .addNetworkInterceptor(
                chain -> {
                  Response response = chain.proceed(chain.request());
                  now.addAndGet(500); // after the headers: another's business
                  return response;
                })
            .addInterceptor(
                chain -> {
                  now.addAndGet(7);
                  return chain.proceed(chain.request());
                })
            .build();
    try (Response response =
        client.newCall(new Request.Builder().url("http://slow/").build()).execute()) {
      now.addAndGet(3_600_000_000_000L);
      assertThat(response.body().string()).isEqualTo("s1");
    }
    assertThat(balancer.snapshot().endpoints().get(0).latencyNanos()).isEqualTo(7);
  }

  @Test
  @DisplayName("Hazard 47: peekBody, type, length and trailers are those of the answer")
  void answerIsUntouched() throws Exception {
    orders.servers.answer(
        1,
        new MockResponse.Builder()
            .setHeader("Content-Type", "text/plain; charset=utf-8")
            .chunkedBody("hello", 2)
            .trailers(Headers.of("checksum", "abc"))
            .build());
    try (Response response = orders.execute(Orders.get("/"))) {
      assertThat(response.peekBody(3).string()).isEqualTo("hel");
      assertThat(response.body().contentType())
          .isEqualTo(MediaType.get("text/plain; charset=utf-8"));
      assertThat(response.body().contentLength()).isEqualTo(-1);
      assertThat(orders.counts(1)).isEqualTo(RUNNING);
      assertThat(response.body().string()).isEqualTo("hello");
      assertThat(response.trailers().get("checksum")).isEqualTo("abc");
      assertThat(orders.counts(1)).isEqualTo(DONE);
    }
  }
}
