package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lb4j.NoAvailableEndpointException;
import io.lb4j.health.HealthTracker;
import io.lb4j.retry.RetryBudget;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Retries over HTTP draw on the load balancer's budget")
class RetryBudgetTest {
  @Test
  void onceItIsUsedUpTheFirstAnswerCounts() throws IOException {
    try (Servers servers = new Servers(3)) {
      servers.answerAll(Servers.body("busy", 503));
      var balancer =
          servers
              .builder("orders")
              .health(HealthTracker.none())
              .retry(RetryPolicy.standard().withBudget(new RetryBudget(0.1, 1)))
              .build();
      try (Orders orders = new Orders(servers, balancer, new OkHttpClient.Builder())) {
        for (int i = 0; i < 50; i++) {
          assertThat(orders.text(Orders.get("/"))).isEqualTo("503 busy");
        }
      }
      long attempts =
          balancer.snapshot().endpoints().stream().mapToLong(each -> each.picks()).sum();
      // 50 calls x 1.1, 1/s with a reserve of some seconds; without a budget it is 150.
      assertThat(attempts).isBetween(51L, 100L);
    }
  }

  @Test
  void theExceptionSaysSo() throws IOException {
    try (Servers servers = new Servers(3)) {
      servers.answerAll(request -> AllEndpointsDownTest.BREAKS_AFTER_REQUEST);
      var balancer =
          servers
              .builder("orders")
              .health(HealthTracker.none())
              .retry(RetryPolicy.standard().withBudget(new RetryBudget(0, 0)))
              .build();
      try (Orders orders = new Orders(servers, balancer, new OkHttpClient.Builder())) {
        Throwable thrown = catchThrowable(() -> orders.execute(Orders.get("/")));
        assertThat(thrown)
            .isInstanceOf(NoEndpointException.class)
            .hasCauseInstanceOf(NoAvailableEndpointException.class)
            .hasMessageContaining("budget");
        assertThat(thrown.getCause()).hasCauseInstanceOf(IOException.class);
      }
    }
  }
}
