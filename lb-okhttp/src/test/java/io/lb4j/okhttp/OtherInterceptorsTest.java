package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.event.EndpointSnapshot;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OtherInterceptorsTest {
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
    orders = Orders.http(4, client);
  }

  @AfterEach
  void stop() {
    orders.close();
  }

  /** Sends every request elsewhere, as an interceptor for a canary or a mirror does. */
  private static Interceptor to(String base) {
    HttpUrl elsewhere = HttpUrl.get(base);
    return chain ->
        chain.proceed(
            chain
                .request()
                .newBuilder()
                .url(
                    chain
                        .request()
                        .url()
                        .newBuilder()
                        .scheme(elsewhere.scheme())
                        .host(elsewhere.host())
                        .port(elsewhere.port())
                        .build())
                .build());
  }

  private String text(OkHttpClient client) throws IOException {
    try (Response response = client.newCall(Orders.get("/")).execute()) {
      return response.code() + " " + response.body().string();
    }
  }

  private long picks() {
    return orders.balancer.snapshot().endpoints().stream().mapToLong(EndpointSnapshot::picks).sum();
  }

  @Test
  @DisplayName("What another host answers, to which an inner interceptor turned, is not counted")
  void rewrittenToAnotherHost() throws IOException {
    try (MockWebServer other = new MockWebServer()) {
      other.start(Servers.loopback(1), 0);
      other.setDispatcher(new AlwaysBusy());
      Interceptor inner = to("http://other.example:" + other.getPort());
      OkHttpClient client = orders.client.newBuilder().addInterceptor(inner).build();
      assertThat(text(client)).as("new connection").isEqualTo("503 no");
      assertThat(text(client)).as("pooled connection").isEqualTo("503 no");
      assertThat(other.getRequestCount()).isEqualTo(2);
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");
      assertThat(picks()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("nor that it cannot be reached")
  void rewrittenToAnotherHostThatIsDown() {
    // port 80 of 127.0.0.1, where nobody listens
    OkHttpClient client =
        orders.client.newBuilder().addInterceptor(to("http://other.example")).build();
    assertThatThrownBy(() -> text(client)).isInstanceOf(ConnectException.class);
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");
    assertThat(picks()).isEqualTo(1);
  }

  @Test
  @DisplayName("Added twice for a host, the first balances and the second passes through")
  void addedTwice() throws IOException {
    OkHttpClient client =
        orders
            .client
            .newBuilder()
            .addInterceptor(LoadBalancingInterceptor.of(orders.balancer))
            .build();
    assertThat(text(client)).isEqualTo("200 s1");
    assertThat(picks()).isEqualTo(1);
    assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 1, failures 0");

    for (int number = 1; number <= 4; number++) {
      orders.servers.answer(number, Servers.body("no " + number, 503));
    }
    assertThat(text(client)).isEqualTo("503 no 3");
    assertThat(picks()).isEqualTo(4);
    assertThat(orders.servers.requests(4)).isZero();
  }

  @Test
  @DisplayName("Added twice, it still balances each pass of an interceptor outside it")
  void addedTwiceAndPassedTwice() throws IOException {
    Interceptor twice =
        chain -> {
          chain.proceed(chain.request()).close();
          return chain.proceed(chain.request());
        };
    OkHttpClient client =
        new OkHttpClient.Builder()
            .addInterceptor(twice)
            .addInterceptor(orders.interceptor)
            .addInterceptor(orders.interceptor)
            .build();
    assertThat(text(client)).isEqualTo("200 s1");
    assertThat(picks()).isEqualTo(2);
  }

  private static final class AlwaysBusy extends mockwebserver3.Dispatcher {
    @Override
    public mockwebserver3.MockResponse dispatch(mockwebserver3.RecordedRequest request) {
      return Servers.body("no", 503);
    }
  }
}
