package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import io.lb4j.health.HealthTracker;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Dns;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
  private static final MockResponse BREAKS_AFTER_REQUEST =
      new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();

  private Orders orders;

  @BeforeEach
  void start() throws IOException {
    orders = Orders.http(4);
  }

  @AfterEach
  void stop() {
    orders.close();
  }

  private List<Integer> requests() {
    Servers servers = orders.servers;
    return List.of(
        servers.requests(1), servers.requests(2), servers.requests(3), servers.requests(4));
  }

  private static RequestBody oneShot() {
    return new RequestBody() {
      @Override
      public MediaType contentType() {
        return MediaType.get("text/plain");
      }

      @Override
      public boolean isOneShot() {
        return true;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        sink.writeUtf8("once");
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  @DisplayName("Hazard 29: 502, 503 and 504, with bodies, move on; the others do not")
  void retryableStatuses(int code) throws Exception {
    orders.servers.answer(1, Servers.body("no", code));
    assertThat(orders.text(Orders.get("/"))).isEqualTo("200 s2");
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 408, 429, 500, 501, 505, 304})
  @DisplayName("Hazard 31: any other status is the caller's to see")
  void otherStatuses(int code) throws Exception {
    orders.servers.answer(1, new MockResponse.Builder().code(code).build());
    assertThat(orders.text(Orders.get("/"))).isEqualTo(code + " ");
    assertThat(requests()).containsExactly(1, 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "OPTIONS", "PUT", "DELETE", "TRACE", "HEAD"})
  @DisplayName("Hazard 26: idempotent requests move on when the connection breaks after sending")
  void idempotentMethods(String method) throws Exception {
    orders.servers.answer(1, BREAKS_AFTER_REQUEST);
    RequestBody body = method.equals("PUT") ? RequestBody.create("b", null) : null;
    try (Response response = orders.execute(Orders.request("/").method(method, body).build())) {
      assertThat(response.code()).isEqualTo(200);
    }
    assertThat(requests()).containsExactly(1, 1, 0, 0);
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "LOCK"})
  @DisplayName("Hazard 26: others are seen once")
  void otherMethods(String method) {
    orders.servers.answer(1, BREAKS_AFTER_REQUEST);
    Request request = Orders.request("/").method(method, RequestBody.create("b", null)).build();
    assertThatThrownBy(() -> orders.execute(request)).isInstanceOf(IOException.class);
    assertThat(requests()).containsExactly(1, 0, 0, 0);
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 1");
  }

  @Test
  @DisplayName("Hazard 26: a POST is seen once also when it is answered 503")
  void postAnswered503() throws Exception {
    orders.servers.answer(1, Servers.body("no", 503));
    assertThat(orders.text(Orders.post("/"))).isEqualTo("503 no");
    assertThat(requests()).containsExactly(1, 0, 0, 0);
  }

  @Test
  @DisplayName("Hazard 27: a POST moves on when the connection is refused: nothing was sent")
  void postRefused() throws Exception {
    orders.servers.get(1).close();
    assertThat(orders.text(Orders.post("/"))).isEqualTo("200 s2");
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 1");
  }

  @Test
  @DisplayName("Hazard 27: a POST moves on when the endpoint's name is not known")
  void postToUnknownName() throws Exception {
    LoadBalancer balancer =
        LoadBalancer.builder("orders")
            .endpoints("http://nobody.example:80", orders.servers.uri(2))
            .balancer(Servers.IN_ORDER)
            .build();
    Dns knowsNothing =
        name -> {
          throw new UnknownHostException(name);
        };
    OkHttpClient client =
        new OkHttpClient.Builder()
            .dns(knowsNothing)
            .addInterceptor(LoadBalancingInterceptor.of(balancer))
            .build();
    assertThat(client.newCall(Orders.post("/")).execute().body().string()).isEqualTo("s2");
    assertThat(balancer.snapshot().endpoints().get(0).failures()).isEqualTo(1);
  }

  @Test
  @DisplayName("Hazard 28: a one-shot body is never sent twice, even inside a multipart body")
  void oneShotBodies() throws Exception {
    orders.servers.answer(1, Servers.body("no", 503));
    RequestBody multipart =
        new MultipartBody.Builder().addFormDataPart("f", "n", oneShot()).build();
    for (RequestBody body : List.of(oneShot(), multipart)) {
      assertThat(orders.text(Orders.request("/").put(body).build())).isEqualTo("503 no");
    }
    assertThat(requests()).containsExactly(2, 0, 0, 0);
  }

  @Test
  @DisplayName("Hazard 28: nor is it when the connection breaks, and the exception is the original")
  void oneShotBodyAndBrokenConnection() {
    orders.servers.answer(1, BREAKS_AFTER_REQUEST);
    assertThatThrownBy(() -> orders.execute(Orders.request("/").put(oneShot()).build()))
        .isInstanceOf(IOException.class)
        .hasNoSuppressedExceptions();
    assertThat(requests()).containsExactly(1, 0, 0, 0);
  }

  @Test
  @DisplayName("Hazard 30: with all attempts used, the last answer is open and readable")
  void attemptsExhausted() throws Exception {
    for (int number = 1; number <= 4; number++) {
      orders.servers.answer(number, Servers.body("no " + number, 503));
    }
    try (Response last = orders.execute(Orders.get("/"))) {
      assertThat(orders.endpoint(3).inFlight()).isEqualTo(1);
      assertThat(last.body().string()).isEqualTo("no 3");
      assertThat(last.networkResponse()).isNotNull();
    }
    assertThat(requests()).containsExactly(1, 1, 1, 0);
    assertThat(orders.counts(3)).isEqualTo("in flight 0, successes 0, failures 1");
  }

  @Test
  @DisplayName("RetryPolicy.never() leaves one attempt; another number leaves that many")
  void policy() throws Exception {
    for (int number = 1; number <= 4; number++) {
      orders.servers.answer(number, Servers.body("no", 503));
    }
    for (RetryPolicy policy :
        List.of(RetryPolicy.never(), RetryPolicy.standard().withMaxAttempts(4))) {
      LoadBalancingInterceptor interceptor =
          LoadBalancingInterceptor.builder()
              .service("orders", orders.balancer)
              .retry(policy)
              .build();
      OkHttpClient client = new OkHttpClient.Builder().addInterceptor(interceptor).build();
      client.newCall(Orders.get("/")).execute().close();
    }
    assertThat(requests()).containsExactly(2, 1, 1, 1);
  }

  @Test
  @DisplayName("Hazard 36: an only endpoint is tried once, ejected by nothing, and recovers")
  void onlyEndpoint() throws Exception {
    LoadBalancer balancer =
        LoadBalancer.builder("orders")
            .endpoints(orders.servers.uri(1))
            .health(HealthTracker.consecutiveFailures(1))
            .build();
    OkHttpClient client =
        new OkHttpClient.Builder().addInterceptor(LoadBalancingInterceptor.of(balancer)).build();
    orders.servers.answer(1, Servers.body("no", 503));
    for (int i = 1; i <= 3; i++) {
      try (Response response = client.newCall(Orders.get("/")).execute()) {
        assertThat(response.body().string()).isEqualTo("no");
      }
      assertThat(orders.servers.requests(1)).isEqualTo(i);
    }
    orders.servers.answer(1, Servers.body("yes", 200));
    assertThat(client.newCall(Orders.get("/")).execute().body().string()).isEqualTo("yes");
  }
}
