package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lb4j.LoadBalancer;
import io.lb4j.NoAvailableEndpointException;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.Severity;
import io.lb4j.retry.RetryBudget;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the load balancer is told of retries and failures holds over HTTP, too")
class RetryBudgetTest {
  private static long attempts(LoadBalancer balancer) {
    return balancer.snapshot().endpoints().stream().mapToLong(EndpointSnapshot::picks).sum();
  }

  private interface Use {
    void of(Orders orders) throws IOException;
  }

  private static void with(RetryPolicy retry, Use use) throws IOException {
    Servers servers = Servers.http(3);
    for (int number = 1; number <= 3; number++) {
      servers.answer(number, Servers.body("busy", 503));
    }
    LoadBalancer balancer =
        servers.builder("orders").health(HealthTracker.none()).retry(retry).build();
    try (Orders orders = new Orders(servers, balancer, new OkHttpClient.Builder())) {
      use.of(orders);
    }
  }

  /** 50 calls, each with a tenth of a retry, and one token to begin with; without it it is 150. */
  @Test
  void retriesDrawOnTheBudget() throws IOException {
    with(
        RetryPolicy.standard().withBudget(new RetryBudget(0.1, 0)),
        orders -> {
          for (int i = 0; i < 50; i++) {
            assertThat(orders.text(Orders.get("/"))).isEqualTo("503 busy");
          }
          assertThat(attempts(orders.balancer)).isBetween(53L, 57L);
        });
  }

  @Test
  void withoutAnyBudgetTheExceptionSaysSo() throws IOException {
    with(
        RetryPolicy.standard().withBudget(new RetryBudget(0, 0)),
        orders -> {
          orders.servers.get(1).close();
          orders.servers.get(2).close();
          orders.servers.get(3).close();
          Throwable thrown = catchThrowable(() -> orders.execute(Orders.get("/")));
          assertThat(thrown)
              .isInstanceOf(NoEndpointException.class)
              .hasCauseInstanceOf(NoAvailableEndpointException.class)
              .hasMessageContaining("budget");
          assertThat(thrown.getCause()).hasCauseInstanceOf(IOException.class);
          assertThat(attempts(orders.balancer)).isEqualTo(1);
        });
  }

  @Test
  void theLoadBalancersPolicyIsTheDefault() throws IOException {
    with(
        RetryPolicy.never(),
        orders -> {
          assertThat(orders.text(Orders.get("/"))).isEqualTo("503 busy");
          assertThat(attempts(orders.balancer)).isEqualTo(1);
        });
  }

  @Test
  void theClassifierJudgesExceptionsAndStatuses() throws IOException {
    Servers servers = Servers.http(2);
    servers.answer(1, Servers.body("busy", 503));
    servers.get(2).close();
    LoadBalancer balancer =
        servers.builder("orders").classifier(thrown -> Severity.IGNORED).build();
    try (Orders orders = new Orders(servers, balancer, new OkHttpClient.Builder())) {
      catchThrowable(() -> orders.text(Orders.get("/")));
      assertThat(List.copyOf(balancer.snapshot().endpoints()))
          .allMatch(each -> each.failures() == 0 && each.inFlight() == 0);
      assertThat(attempts(balancer)).isEqualTo(2);
    }
  }
}
