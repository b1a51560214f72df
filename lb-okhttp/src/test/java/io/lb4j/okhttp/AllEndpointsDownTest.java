package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lb4j.NoAvailableEndpointException;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("All endpoints down: one exception, with the service, the counts and the last cause")
class AllEndpointsDownTest {
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

  private void down(int... numbers) {
    for (int number : numbers) {
      orders.servers.get(number).close();
    }
  }

  private void assertRaw(OkHttpClient client, Request request) {
    assertThatThrownBy(() -> client.newCall(request).execute())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoEndpointException.class)
        .hasNoSuppressedExceptions();
  }

  @Test
  @DisplayName("with the attempts used up")
  void attemptsUsedUp() {
    down(1, 2, 3, 4);
    Throwable thrown = catchThrowable(() -> orders.execute(Orders.get("/")));
    assertThat(thrown)
        .isInstanceOf(NoEndpointException.class)
        .hasMessage(
            "orders: no endpoint available (known=4, ejected=1, draining=0, already tried=3); last"
                + " failure: java.net.ConnectException: Failed to connect to orders/127.0.0.3:80"
                + " (endpoint "
                + orders.servers.id(3)
                + ")");
    assertThat(thrown.getCause()).isInstanceOf(NoAvailableEndpointException.class);
    var counts = (NoAvailableEndpointException) thrown.getCause();
    assertThat(counts.known()).isEqualTo(4);
    assertThat(counts.alreadyTried()).isEqualTo(3);
    assertThat(counts.getSuppressed()).hasSize(2).allMatch(ConnectException.class::isInstance);
    assertThat(counts.getCause())
        .isInstanceOf(ConnectException.class)
        .hasStackTraceContaining(orders.servers.id(3));
  }

  @Test
  @DisplayName("with nobody left for another attempt, also a POST, of which nothing was sent")
  void nobodyLeft() {
    down(1);
    orders.balancer.drain(orders.servers.id(2));
    orders.balancer.drain(orders.servers.id(3));
    orders.balancer.drain(orders.servers.id(4));
    assertThatThrownBy(() -> orders.execute(Orders.post("/")))
        .isInstanceOf(NoEndpointException.class)
        .hasMessageContaining("(known=4, ejected=0, draining=3, already tried=1); last failure: ")
        .hasRootCauseInstanceOf(ConnectException.class);
  }

  @Test
  @DisplayName("Hazard 30: an earlier answer is among the suppressed")
  void answerThenExceptions() {
    orders.servers.answer(1, Servers.body("no", 503));
    orders.servers.answer(2, BREAKS_AFTER_REQUEST);
    down(3);
    Throwable thrown = catchThrowable(() -> orders.execute(Orders.get("/")));
    assertThat(thrown).isInstanceOf(NoEndpointException.class);
    Throwable[] earlier = thrown.getCause().getSuppressed();
    assertThat(earlier).hasSize(2);
    assertThat(earlier[0]).hasMessage("HTTP 503 from " + orders.servers.id(1));
    assertThat(earlier[1]).isInstanceOf(IOException.class);
    assertThat(thrown.getCause().getCause()).hasStackTraceContaining(orders.servers.id(3));
  }

  @Test
  @DisplayName("closed in the middle of the call: says so, with the failures suppressed")
  void closedMeanwhile() {
    orders.servers.answer(
        1,
        request -> {
          orders.balancer.close();
          return BREAKS_AFTER_REQUEST;
        });
    Throwable thrown = catchThrowable(() -> orders.execute(Orders.get("/")));
    assertThat(thrown)
        .isInstanceOf(NoEndpointException.class)
        .hasMessageContaining("the load balancer is closed");
    assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("exceptions, then an answer: the answer, open")
  void exceptionsThenAnswer() throws IOException {
    down(1, 2);
    orders.servers.answer(3, Servers.body("no", 503));
    assertThat(orders.text(Orders.get("/"))).isEqualTo("503 no");
  }

  @Test
  @DisplayName("but where nothing may be tried again, the exception is the original")
  void raw() {
    orders.servers.answer(1, BREAKS_AFTER_REQUEST);
    assertRaw(orders.client, Orders.post("/"));
    down(1, 2, 3, 4);
    assertRaw(orders.client, Orders.request("/").put(new OneShot()).build());
    assertRaw(client(RetryPolicy.never()), Orders.get("/"));
    assertRaw(
        client(RetryPolicy.standard().retryIf(e -> e instanceof UnknownHostException)),
        Orders.get("/"));
  }

  @Test
  @DisplayName("and so it is for a call that is cancelled")
  void canceled() {
    down(1, 2, 3, 4);
    EventListener cancels =
        new EventListener() {
          @Override
          public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            call.cancel();
          }
        };
    assertRaw(orders.client.newBuilder().eventListener(cancels).build(), Orders.get("/"));
  }

  private OkHttpClient client(RetryPolicy retry) {
    return new OkHttpClient.Builder()
        .addInterceptor(
            LoadBalancingInterceptor.builder()
                .service("orders", orders.balancer)
                .retry(retry)
                .build())
        .build();
  }

  private static final class OneShot extends RequestBody {
    @Override
    public okhttp3.MediaType contentType() {
      return okhttp3.MediaType.get("text/plain");
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.writeUtf8("once");
    }
  }
}
