package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import io.lb4j.NoAvailableEndpointException;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.source.EndpointSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RobustnessTest {
  private static OkHttpClient client(LoadBalancer balancer) {
    return new OkHttpClient.Builder().addInterceptor(LoadBalancingInterceptor.of(balancer)).build();
  }

  /** Runs it asynchronously; returns what the callback was told, after the thread has ended. */
  private static List<Object> enqueue(OkHttpClient client, List<Throwable> uncaught)
      throws InterruptedException {
    ExecutorService threads =
        Executors.newSingleThreadExecutor(
            command -> {
              Thread thread = new Thread(command);
              thread.setUncaughtExceptionHandler((which, thrown) -> uncaught.add(thrown));
              return thread;
            });
    BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    Callback callback =
        new Callback() {
          @Override
          public void onFailure(Call call, IOException e) {
            told.add(e);
          }

          @Override
          public void onResponse(Call call, Response response) {
            told.add(response.code());
            response.close();
          }
        };
    OkHttpClient async = client.newBuilder().dispatcher(new Dispatcher(threads)).build();
    async.newCall(Orders.get("/")).enqueue(callback);
    threads.shutdown();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    return new ArrayList<>(told);
  }

  @Test
  @DisplayName("Hazard 37: no endpoint is an IOException that names service and counts, also async")
  void noEndpoint() throws Exception {
    LoadBalancer empty = LoadBalancer.builder("orders").source(EndpointSource.mutable()).build();
    assertThatThrownBy(() -> client(empty).newCall(Orders.get("/")).execute())
        .isInstanceOf(NoEndpointException.class)
        .hasMessage(
            "orders: no endpoint available (known=0, ejected=0, draining=0, already tried=0)")
        .hasCauseInstanceOf(NoAvailableEndpointException.class);

    List<Throwable> uncaught = new ArrayList<>();
    assertThat(enqueue(client(empty), uncaught))
        .singleElement()
        .isInstanceOf(NoEndpointException.class);
    assertThat(uncaught).isEmpty();
  }

  @Test
  @DisplayName("Hazard 37: a closed load balancer is an IOException")
  void closed() throws Exception {
    LoadBalancer closed = LoadBalancer.builder("orders").endpoints("http://127.0.0.1:1").build();
    OkHttpClient client = client(closed);
    closed.close();
    List<Throwable> uncaught = new ArrayList<>();
    assertThat(enqueue(client, uncaught))
        .singleElement()
        .satisfies(
            told ->
                assertThat((Throwable) told)
                    .isInstanceOf(NoEndpointException.class)
                    .hasMessageContaining("the load balancer is closed"));
    assertThat(uncaught).isEmpty();
  }

  @Test
  @DisplayName("Hazard 37: so is an exception of the user's own balancer")
  void brokenBalancer() throws Exception {
    IllegalStateException own = new IllegalStateException("bug");
    LoadBalancer broken =
        LoadBalancer.builder("orders")
            .endpoints("http://127.0.0.1:1")
            .balancer(
                nodes ->
                    context -> {
                      throw own;
                    })
            .build();
    List<Throwable> uncaught = new ArrayList<>();
    assertThat(enqueue(client(broken), uncaught))
        .singleElement()
        .satisfies(
            told ->
                assertThat((Throwable) told)
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                        "orders: choosing an endpoint failed: java.lang.IllegalStateException: bug")
                    .hasCause(own));
    assertThat(uncaught).isEmpty();
  }

  @Test
  @DisplayName("Hazard 37: whatever goes wrong before the request is sent, nothing stays in flight")
  void brokenSockets() throws Exception {
    try (Orders orders = Orders.http(1)) {
      Exception sneaky = new Exception("checked, but not declared");
      BalancedService broken =
          new BalancedService(
              "orders",
              orders.balancer,
              orders.balancer.clients(endpoint -> sneakily(sneaky), EndpointSockets::close));
      OkHttpClient client =
          new OkHttpClient.Builder()
              .addInterceptor(
                  chain -> new BalancedCall(chain, broken, RetryPolicy.standard()).proceed())
              .build();
      assertThatThrownBy(() -> client.newCall(Orders.get("/")).execute())
          .isInstanceOf(IOException.class)
          .hasCause(sneaky);
      assertThat(orders.counts(1)).isEqualTo("in flight 0, successes 0, failures 0");
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T, X extends Exception> T sneakily(Exception thrown) throws X {
    throw (X) thrown;
  }

  @Test
  @DisplayName("Interceptors that are thrown away leave nothing behind in the load balancer")
  void thrownAway() throws Exception {
    try (Orders orders = Orders.http(1)) {
      BalancedService first = BalancedService.of("orders", orders.balancer);
      assertThat(BalancedService.of("orders", orders.balancer).sockets()).isSameAs(first.sockets());
      assertThat(BalancedService.of("users", orders.balancer).sockets())
          .isNotSameAs(first.sockets());
    }
  }

  @Test
  @DisplayName(
      "Hazard 40: outside one call is seen, inside every attempt, with what was added once")
  void otherInterceptors() throws Exception {
    Servers servers = Servers.http(3);
    servers.answer(1, Servers.body("no", 503));
    servers.answer(2, Servers.body("no", 502));
    List<String> seen = new ArrayList<>();
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  seen.add("outer");
                  return chain.proceed(
                      chain.request().newBuilder().addHeader("X-Trace", "7").build());
                });
    try (Orders orders = new Orders(servers, builder)) {
      OkHttpClient client =
          orders
              .client
              .newBuilder()
              .addInterceptor(
                  chain -> {
                    seen.add("inner " + chain.request().tag(String.class));
                    return chain.proceed(
                        chain.request().newBuilder().addHeader("X-Signature", "s").build());
                  })
              .addNetworkInterceptor(
                  chain -> {
                    seen.add("network " + chain.request().url());
                    return chain.proceed(chain.request());
                  })
              .build();
      Request request = Orders.request("/a").tag(String.class, "tag").build();
      try (Response response = client.newCall(request).execute()) {
        assertThat(response.body().string()).isEqualTo("s3");
      }
      assertThat(seen)
          .containsExactly(
              "outer",
              "inner tag",
              "network http://orders/a",
              "inner tag",
              "network http://orders/a",
              "inner tag",
              "network http://orders/a");
      for (int number = 1; number <= 3; number++) {
        var headers = servers.recorded(number).get(0).getHeaders();
        assertThat(headers.values("X-Trace")).containsExactly("7");
        assertThat(headers.values("X-Signature")).containsExactly("s");
      }
    }
  }

  @Test
  @DisplayName(
      "Hazard 39: one interceptor serves a client and its children, which share connections")
  void children() throws Exception {
    try (Orders orders = Orders.http(1)) {
      OkHttpClient child = orders.client.newBuilder().readTimeout(7, TimeUnit.SECONDS).build();
      orders.text(Orders.get("/parent"));
      child.newCall(Orders.get("/child")).execute().close();
      assertThat(Servers.connections(orders.servers.recorded(1))).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("Hazard 43: a clone chooses anew; a call cancelled before does not connect")
  void cloneAndCancel() throws Exception {
    Servers servers = Servers.http(2);
    int[] next = {0};
    LoadBalancer balancer =
        servers.builder("orders").balancer(nodes -> context -> nodes.get(next[0]++ % 2)).build();
    try (Orders orders = new Orders(servers, balancer, new OkHttpClient.Builder())) {
      Call call = orders.client.newCall(Orders.get("/"));
      assertThat(call.execute().body().string()).isEqualTo("s1");
      assertThat(call.clone().execute().body().string()).isEqualTo("s2");
      assertThatThrownBy(call::execute).isInstanceOf(IllegalStateException.class);

      Call canceled = orders.client.newCall(Orders.get("/"));
      canceled.cancel();
      assertThatThrownBy(canceled::execute).isInstanceOf(IOException.class).hasMessage("Canceled");
      assertThat(servers.requests(1) + servers.requests(2)).isEqualTo(2);
      assertThat(orders.endpoint(1).failures() + orders.endpoint(2).failures()).isZero();
    }
  }
}
