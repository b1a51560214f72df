package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An endpoint is blamed for what it did, and for nothing else")
class VerdictTest {
  private static final String NOTHING = "in flight 0, successes 0, failures 0";
  private static final MockResponse NEVER =
      new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build();

  private Orders orders;

  @BeforeEach
  void start() throws IOException {
    orders = Orders.http(2);
  }

  @AfterEach
  void stop() {
    orders.close();
  }

  private OkHttpClient with(Interceptor inner) {
    return orders.client.newBuilder().addInterceptor(inner).build();
  }

  @ParameterizedTest
  @CsvSource({
    "200, 1, 0", "302, 1, 0", "404, 1, 0", "501, 1, 0", "505, 1, 0", "408, 1, 0",
    "500, 0, 1", "502, 0, 1", "503, 0, 1", "504, 0, 1", "599, 0, 1", "429, 0, 1"
  })
  @DisplayName("Statuses: 5xx but 501 and 505, and 429, are failures; the caller gets them all")
  void statuses(int code, int successes, int failures) throws Exception {
    orders.servers.answer(1, Servers.body("text", code));
    assertThat(orders.text(Orders.post("/"))).isEqualTo(code + " text");
    assertThat(orders.counts(1))
        .isEqualTo("in flight 0, successes %d, failures %d", successes, failures);
    assertThat(orders.servers.requests(1)).isEqualTo(1);
  }

  @Test
  @DisplayName("Hazard 21: an inner interceptor's exception or error passes unchanged, blameless")
  void innerThrows() {
    for (Throwable thrown :
        new Throwable[] {
          new IllegalStateException("mine"), new AssertionError("mine"), new IOException("mine")
        }) {
      OkHttpClient client =
          with(
              chain -> {
                throw VerdictTest.<RuntimeException>sneaky(thrown);
              });
      assertThat(catchThrowable(() -> client.newCall(Orders.get("/")).execute())).isSameAs(thrown);
      assertThat(thrown.getSuppressed()).isEmpty();
      assertThat(orders.counts(1)).isEqualTo(NOTHING);
      assertThat(orders.counts(2)).isEqualTo(NOTHING);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X sneaky(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Test
  @DisplayName("An inner interceptor that throws after an answer does not make it a failure")
  void innerThrowsAfterAnswer() {
    OkHttpClient client =
        with(
            chain -> {
              chain.proceed(chain.request()).close();
              throw new IOException("cannot parse");
            });
    assertThatThrownBy(() -> client.newCall(Orders.get("/")).execute()).hasMessage("cannot parse");
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
    assertThat(orders.servers.requests(2)).isZero();
  }

  @Test
  @DisplayName("Hazard 25: an inner interceptor that answers by itself uses no endpoint")
  void innerAnswers() throws Exception {
    OkHttpClient client =
        with(
            chain ->
                new okhttp3.Response.Builder()
                    .request(chain.request())
                    .protocol(okhttp3.Protocol.HTTP_1_1)
                    .code(503)
                    .message("mock")
                    .body(okhttp3.ResponseBody.create("mock", (MediaType) null))
                    .build());
    assertThat(client.newCall(Orders.get("/")).execute().body().string()).isEqualTo("mock");
    assertThat(orders.counts(1)).isEqualTo(NOTHING);
    assertThat(orders.counts(2)).isEqualTo(NOTHING);
  }

  @Test
  @DisplayName("The caller's own request body that cannot be read is not the endpoint's failure")
  void brokenRequestBody() {
    RequestBody broken =
        new RequestBody() {
          @Override
          public @Nullable MediaType contentType() {
            return null;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            throw new FileNotFoundException("gone");
          }
        };
    assertThatThrownBy(() -> orders.execute(Orders.request("/").put(broken).build()))
        .isInstanceOf(FileNotFoundException.class);
    assertThat(orders.counts(1)).isEqualTo(NOTHING);
    assertThat(orders.counts(2)).isEqualTo(NOTHING);
  }

  @Test
  @DisplayName("Hazard 22: cancel while waiting is no failure, and is not tried again")
  void cancelWhileWaiting() throws Exception {
    orders.servers.answer(1, NEVER);
    Call call = orders.client.newCall(Orders.get("/"));
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try {
                call.execute().close();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    orders.servers.get(1).takeRequest();
    call.cancel();
    assertThatThrownBy(waiting::get).isInstanceOf(ExecutionException.class);
    assertThat(orders.counts(1)).isEqualTo(NOTHING);
    assertThat(orders.servers.requests(2)).isZero();
  }

  @Test
  @DisplayName("Hazard 22: the caller's callTimeout is no failure, and is not tried again")
  void callTimeout() {
    orders.servers.answer(1, NEVER);
    OkHttpClient client = orders.client.newBuilder().callTimeout(Duration.ofMillis(300)).build();
    assertThatThrownBy(() -> client.newCall(Orders.get("/")).execute())
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage("timeout");
    assertThat(orders.counts(1)).isEqualTo(NOTHING);
    assertThat(orders.servers.requests(2)).isZero();
  }

  @Test
  @DisplayName("Hazard 22: an interrupted thread is no failure, and is not tried again")
  void interrupted() throws Exception {
    orders.text(Orders.get("/")); // so that there is a connection, and the interrupt hits I/O
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> orders.execute(Orders.get("/")))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");
    assertThat(orders.counts(2)).isEqualTo(NOTHING);
  }

  @Test
  @DisplayName("A read time-out is the endpoint's failure, and moves on")
  void readTimeout() throws Exception {
    orders.servers.answer(1, NEVER);
    OkHttpClient client = with(new Impatient());
    assertThat(client.newCall(Orders.get("/slow")).execute().body().string()).isEqualTo("s2");
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 1");
  }

  @Test
  @DisplayName("Hazard 24: an answer of 503 that OkHttp sends again by itself is a failure")
  void hiddenResend() throws Exception {
    int[] count = {0};
    orders.servers.answer(
        1,
        request ->
            count[0]++ == 0
                ? new MockResponse.Builder()
                    .code(503)
                    .setHeader("Retry-After", "0")
                    .body("not yet")
                    .build()
                : Servers.body("now", 200));
    assertThat(orders.text(Orders.get("/"))).isEqualTo("200 now");
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 1");
  }

  @Test
  @DisplayName("Hazard 24: a 408 is not sent again behind our back")
  void requestTimeoutStatus() throws Exception {
    orders.servers.answer(1, Servers.body("late", 408));
    Request request = Orders.get("/");
    assertThat(orders.text(request)).isEqualTo("408 late");
    assertThat(orders.servers.requests(1)).isEqualTo(1);
  }
}
