package io.lb4j.examples.demo;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.LoadBalancerSnapshot;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.okhttp.LoadBalancingInterceptor;
import io.lb4j.source.EndpointSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The HTTP half: five servers, of which four serve at first, and a client that knows one name. */
final class HttpSide implements AutoCloseable {
  /** Mean time each server takes for an answer. */
  private static final int[] MEAN_MILLIS = {4, 6, 9, 14, 5};

  private static final int AT_FIRST = 4;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);
  private static final Request REQUEST =
      new Request.Builder().url("http://orders/orders/1").build();

  private final List<OrdersServer> servers = new ArrayList<>();
  private final List<String> names;
  private final EndpointSource.Mutable source;
  private final LoadBalancer orders;
  private static final Duration SLOW_START = Duration.ofMillis(500); // the acts take seconds
  private final OkHttpClient client;

  /**
   * Starts the servers and the client.
   *
   * @param ejection how long an endpoint that fails stays out, each time
   */
  HttpSide(Duration ejection, LoadBalancerListener listener) throws IOException {
    for (int i = 0; i < MEAN_MILLIS.length; i++) {
      servers.add(OrdersServer.start("orders-" + (i + 1), MEAN_MILLIS[i], i));
    }
    names = servers.stream().map(OrdersServer::name).toList();
    source =
        EndpointSource.mutable(
            servers.stream().limit(AT_FIRST).map(HttpSide::endpoint).toArray(Endpoint[]::new));
    orders =
        LoadBalancer.builder("orders")
            .source(source)
            .ejection(new EjectionPolicy(ejection, ejection, 0.5))
            .slowStart(SLOW_START)
            .listener(listener)
            .build();
    client =
        new OkHttpClient.Builder()
            .addInterceptor(LoadBalancingInterceptor.of(orders))
            .connectTimeout(Duration.ofSeconds(2))
            .readTimeout(Duration.ofSeconds(5))
            .connectionPool(new ConnectionPool(64, 1, TimeUnit.MINUTES))
            .build();
  }

  private static Endpoint endpoint(OrdersServer server) {
    return Endpoint.of("http://127.0.0.1:" + server.port()).withId(server.name());
  }

  /** One request, as an application makes it; throws if there was no answer in the end. */
  void call() throws IOException {
    try (Response response = client.newCall(REQUEST).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException("HTTP " + response.code());
      }
      response.body().bytes();
    }
  }

  /** The server with this number, from 1. */
  OrdersServer server(int number) {
    return servers.get(number - 1);
  }

  /** Lets the server finish what it has, then stops it; nobody notices. */
  void drain(OrdersServer server) {
    orders.drain(server.name());
    boolean idle = Pause.until(DRAIN_LIMIT, () -> inFlight(server) == 0 && server.active() == 0);
    if (!idle) {
      throw new IllegalStateException(server.name() + " is not idle after " + DRAIN_LIMIT);
    }
    List<Endpoint> rest = new ArrayList<>(source.endpoints());
    rest.removeIf(endpoint -> endpoint.id().equals(server.name()));
    source.update(rest);
    server.kill();
  }

  private int inFlight(OrdersServer server) {
    return orders.snapshot().endpoint(server.name()).map(EndpointSnapshot::inFlight).orElse(0);
  }

  /** Tells the source of one more endpoint. */
  void join(OrdersServer server) {
    List<Endpoint> more = new ArrayList<>(source.endpoints());
    more.add(endpoint(server));
    source.update(more);
  }

  List<String> names() {
    return names;
  }

  /** Where the servers listen, for people. */
  String addresses() {
    return "HTTP on 127.0.0.1, ports " + servers.stream().map(OrdersServer::port).toList();
  }

  /** One row for each server, those that do not serve included, so that nothing jumps. */
  List<Row> rows(Reading lately, Reading total) {
    LoadBalancerSnapshot snapshot = orders.snapshot();
    return servers.stream().map(server -> row(server, snapshot, lately, total)).toList();
  }

  private Row row(
      OrdersServer server, LoadBalancerSnapshot snapshot, Reading lately, Reading total) {
    String name = server.name();
    Standing standing = snapshot.endpoint(name).map(Standing::of).orElseGet(() -> absent(server));
    if (server.slowness() > 1) {
      standing = new Standing(Row.Light.WARN, standing.words() + ", slowed x" + server.slowness());
    }
    return new Row(
        name,
        lately.share(name, names),
        total.endpoint(name).total(),
        inFlight(server),
        lately.endpoint(name),
        standing.light(),
        standing.words());
  }

  private static Standing absent(OrdersServer server) {
    return Standing.absent(server.isUp() ? "not known yet" : "gone");
  }

  /** Stops the servers and the client's threads. */
  @Override
  public void close() {
    orders.close();
    servers.forEach(OrdersServer::close);
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
