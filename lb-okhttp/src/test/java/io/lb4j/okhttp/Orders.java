package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.LoadBalancer;
import io.lb4j.event.EndpointSnapshot;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Servers, the load balancer "orders" over them, and a client that balances that host. */
final class Orders implements AutoCloseable {
  final Servers servers;
  final LoadBalancer balancer;
  final LoadBalancingInterceptor interceptor;
  final OkHttpClient client;

  Orders(Servers servers, OkHttpClient.Builder client) {
    this(servers, servers.orders(), client);
  }

  Orders(Servers servers, LoadBalancer balancer, OkHttpClient.Builder client) {
    this.servers = servers;
    this.balancer = balancer;
    this.interceptor = LoadBalancingInterceptor.of(balancer);
    this.client = client.addInterceptor(interceptor).build();
  }

  static Orders http(int count) throws IOException {
    return new Orders(Servers.http(count), new OkHttpClient.Builder());
  }

  static Orders http(int count, OkHttpClient.Builder client) throws IOException {
    return new Orders(Servers.http(count), client);
  }

  static Request.Builder request(String path) {
    return new Request.Builder().url("http://orders" + path);
  }

  static Request get(String path) {
    return request(path).build();
  }

  static Request post(String path) {
    return request(path).post(RequestBody.create("body", MediaType.get("text/plain"))).build();
  }

  Response execute(Request request) throws IOException {
    return client.newCall(request).execute();
  }

  /** Status and body, read to the end and closed. */
  String text(Request request) throws IOException {
    try (Response response = execute(request)) {
      return response.code() + " " + response.body().string();
    }
  }

  EndpointSnapshot endpoint(int number) {
    return balancer.snapshot().endpoint(servers.id(number)).orElseThrow();
  }

  /** What an endpoint has been credited with, for one assertion. */
  String counts(int number) {
    EndpointSnapshot endpoint = endpoint(number);
    return "in flight %d, successes %d, failures %d"
        .formatted(endpoint.inFlight(), endpoint.successes(), endpoint.failures());
  }

  /** Ends the test, too: nothing may be left in flight. */
  @Override
  public void close() {
    assertThat(balancer.snapshot().inFlight()).as("requests left in flight").isZero();
    servers.close();
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    balancer.close();
  }
}
