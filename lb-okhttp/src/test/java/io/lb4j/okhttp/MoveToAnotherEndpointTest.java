package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Hazard 1: a retry reaches another endpoint, though host and port are the same")
class MoveToAnotherEndpointTest {
  private static final String HOST = "orders.example";
  private static final Tls TLS = Tls.certificateFor(HOST);

  @SuppressWarnings("NullAway.Init") // by each test
  private Servers servers;

  @SuppressWarnings("NullAway.Init") // by each test
  private LoadBalancer orders;

  private OkHttpClient client(OkHttpClient.Builder builder) {
    orders = servers.builder(HOST).build();
    return builder.addInterceptor(LoadBalancingInterceptor.of(orders)).build();
  }

  private static String get(OkHttpClient client, String url) throws Exception {
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      assertThat(response.request().url().toString()).isEqualTo(url);
      return response.code() + " " + response.body().string();
    }
  }

  @AfterEach
  void noRequestIsLeftInFlight() {
    assertThat(orders.snapshot().inFlight()).isZero();
    servers.close();
  }

  @Test
  @DisplayName("over HTTP/1.1, after a 503 with a body")
  void overHttp1() throws Exception {
    servers = Servers.http(2);
    servers.answer(1, Servers.body("no", 503));

    assertThat(get(client(new OkHttpClient.Builder()), "http://" + HOST + "/a"))
        .isEqualTo("200 s2");
    assertThat(servers.requests(1)).isEqualTo(1);
    assertThat(servers.requests(2)).isEqualTo(1);
  }

  @Test
  @DisplayName("over HTTP/2, after a 503 with a body")
  void overHttp2() throws Exception {
    servers = Servers.https(2, TLS.server.sslSocketFactory());
    servers.answer(1, Servers.body("no", 503));

    RecordingSocketFactory sockets = new RecordingSocketFactory();
    OkHttpClient client = client(TLS.client().socketFactory(sockets));
    assertThat(get(client, "https://" + HOST + "/a")).isEqualTo("200 s2");
    assertThat(servers.requests(1)).isEqualTo(1);
    assertThat(servers.recorded(2).get(0).getVersion()).isEqualTo("HTTP/2");
    assertThat(sockets.made.get(0).isClosed()).as("the one that nobody uses").isTrue();
    assertThat(sockets.made.get(1).isClosed()).as("the one in the pool").isFalse();
  }

  @Test
  @DisplayName("over HTTP/2, after a read time-out, and the dead connection is used no more")
  void overHttp2AfterReadTimeout() throws Exception {
    servers = Servers.https(2, TLS.server.sslSocketFactory());
    servers.answer(
        1,
        request ->
            request.getTarget().equals("/slow")
                ? new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).body("late").build()
                : Servers.body("s1", 200));
    OkHttpClient client = client(TLS.client()).newBuilder().addInterceptor(new Impatient()).build();
    assertThat(get(client, "https://" + HOST + "/first")).isEqualTo("200 s1");

    assertThat(get(client, "https://" + HOST + "/slow")).isEqualTo("200 s2");
    assertThat(get(client, "https://" + HOST + "/quick")).isEqualTo("200 s1");
    assertThat(Servers.connections(servers.recorded(1))).isEqualTo(2);
  }

  @Test
  @DisplayName("Hazard 42: a connection on which a read timed out is used no more, retry or not")
  void deadConnectionWithoutRetry() throws Exception {
    servers = Servers.https(1, TLS.server.sslSocketFactory());
    servers.answer(
        1,
        request ->
            request.getTarget().equals("/slow")
                ? new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build()
                : Servers.body("s1", 200));
    OkHttpClient client = client(TLS.client()).newBuilder().addInterceptor(new Impatient()).build();
    assertThat(get(client, "https://" + HOST + "/first")).isEqualTo("200 s1");

    assertThatThrownBy(() -> get(client, "https://" + HOST + "/slow"))
        .isInstanceOf(NoEndpointException.class)
        .hasRootCauseInstanceOf(SocketTimeoutException.class);
    assertThat(get(client, "https://" + HOST + "/quick")).isEqualTo("200 s1");
    assertThat(Servers.connections(servers.recorded(1))).isEqualTo(2);
  }

  @Test
  @DisplayName("over HTTP/1.1, after a read time-out")
  void overHttp1AfterReadTimeout() throws Exception {
    servers = Servers.http(2);
    servers.answer(1, new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build());
    OkHttpClient client =
        client(new OkHttpClient.Builder()).newBuilder().addInterceptor(new Impatient()).build();

    assertThat(get(client, "http://" + HOST + "/slow")).isEqualTo("200 s2");
    assertThat(servers.requests(1)).isEqualTo(1);
  }

  @Test
  @DisplayName("over HTTP/2, other streams of the connection left behind run to their end")
  void otherStreamsFinish() throws Exception {
    GatedBody gated = new GatedBody();
    servers = Servers.https(2, TLS.server.sslSocketFactory());
    servers.answer(
        1,
        request ->
            request.getTarget().equals("/long")
                ? new MockResponse.Builder().clearHeaders().body(gated).build()
                : Servers.body("no", 503));
    OkHttpClient client = client(TLS.client());
    Request longOne = new Request.Builder().url("https://" + HOST + "/long").build();
    try (Response half = client.newCall(longOne).execute()) {
      assertThat(half.body().source().readUtf8Line()).isEqualTo("data: first");
      assertThat(get(client, "https://" + HOST + "/failing")).isEqualTo("200 s2");
      gated.open();
      assertThat(half.body().string()).isEqualTo("data: second\n");
    }
    assertThat(Servers.connections(servers.recorded(1))).isEqualTo(1);
  }

  @Test
  @DisplayName("also when an interceptor outside repeats the call")
  void anOuterRetryReachesAnotherEndpoint() throws Exception {
    servers = Servers.http(2);
    servers.answer(1, Servers.body("no", 500)); // not retried by us
    boolean[] second = {false};
    orders =
        servers.builder(HOST).balancer(nodes -> context -> nodes.get(second[0] ? 1 : 0)).build();
    OkHttpClient client =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  chain.proceed(chain.request()).close();
                  second[0] = true;
                  return chain.proceed(chain.request());
                })
            .addInterceptor(LoadBalancingInterceptor.of(orders))
            .build();

    assertThat(get(client, "http://" + HOST + "/a")).isEqualTo("200 s2");
    assertThat(List.of(servers.requests(1), servers.requests(2))).containsExactly(1, 1);
  }
}
