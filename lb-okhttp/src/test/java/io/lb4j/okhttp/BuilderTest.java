package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import okhttp3.Call;
import okhttp3.Interceptor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {
  private static LoadBalancer named(String service) {
    return LoadBalancer.builder(service).endpoints("http://127.0.0.1:80").build();
  }

  private static void refused(Runnable build, String message) {
    assertThatThrownBy(build::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "::1", "[::1]", "1.2"})
  @DisplayName("An address is no service: OkHttp would ask no Dns for it")
  void addresses(String host) {
    refused(
        () -> LoadBalancingInterceptor.builder().service(host, named("x")),
        "service: " + host + " (expected: a name, not an address)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders service", "orders:8080", "http://orders", "a/b"})
  @DisplayName("A service is a host name")
  void notHosts(String host) {
    refused(
        () -> LoadBalancingInterceptor.of(named(host)),
        "service: " + host + " (expected: a host name such as orders or api.example.com)");
  }

  @Test
  @DisplayName("A service is there once, whatever its case")
  void duplicates() {
    refused(
        () -> LoadBalancingInterceptor.of(named("orders"), named("ORDERS")),
        "service: orders (expected: each host once)");
  }

  @Test
  @DisplayName("Endpoints are http or https")
  void schemes() {
    LoadBalancer redis = LoadBalancer.builder("redis").endpoints("redis:6379").build();
    refused(
        () -> LoadBalancingInterceptor.of(redis),
        "endpoints: redis:6379 (expected: http or https)");
    LoadBalancer named = LoadBalancer.builder("db").endpoints(Endpoint.named("replica-1")).build();
    refused(
        () -> LoadBalancingInterceptor.of(named), "endpoints: replica-1 (expected: http or https)");
  }

  @Test
  @DisplayName("There is at least one service")
  void none() {
    refused(LoadBalancingInterceptor::of, "services: none (expected: at least one)");
  }

  @Test
  @DisplayName("Hazard 46: an OkHttp without withDns or addEventListener is named at once")
  void oldOkHttp() {
    interface OldChain {}
    interface OldCall {}
    for (Runnable check :
        new Runnable[] {
          () -> OkHttpVersion.check(OldChain.class, Call.class),
          () -> OkHttpVersion.check(Interceptor.Chain.class, OldCall.class)
        }) {
      assertThatThrownBy(check::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "OkHttp: 5\\.\\d+\\.\\d+ on the class path \\(expected: 5.4.0 or newer\\)");
    }
  }

  @Test
  void toStringNamesTheServices() {
    assertThat(LoadBalancingInterceptor.of(named("orders")))
        .hasToString("LoadBalancingInterceptor(orders)");
  }
}
