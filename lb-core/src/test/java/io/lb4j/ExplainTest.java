package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.Explanation.Candidate;
import io.lb4j.health.HealthTracker;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ExplainTest {
  @Test
  void everyExclusionHasItsReason() {
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(
                Endpoint.named("drained"),
                Endpoint.named("ejected"),
                Endpoint.named("good"),
                Endpoint.named("tried"),
                Endpoint.named("weightless").withWeight(0))
            .balancer(nodes -> context -> nodes.get(0))
            .health(HealthTracker.consecutiveFailures(1))
            .build();
    orders.drain("drained");
    Lease first = orders.acquire();
    assertThat(first.endpoint().id()).isEqualTo("ejected");
    first.failure(new IOException("down"));
    PickContext context = PickContext.key("k");
    Lease second = orders.acquire(context.afterTrying(orders.acquire().node()));
    var explanation = orders.explain(PickContext.none().afterTrying(second.node()));

    assertThat(explanation.candidates())
        .extracting(candidate -> candidate.endpoint().id() + ": " + candidate.excluded())
        .containsExactly(
            "drained: DRAINING, drained by the application",
            "ejected: EJECTED, a failure: java.io.IOException",
            "good: null",
            "tried: already tried",
            "weightless: weight 0.0");
    assertThat(explanation.toString()).startsWith("orders: ").contains("already tried");
  }

  @Test
  void aClosedLoadBalancerSaysSo() {
    LoadBalancer orders = LoadBalancer.builder("orders").endpoints(Endpoint.named("a")).build();
    orders.close();
    var explanation = orders.explain(PickContext.none());
    assertThat(explanation.choice()).isNull();
    assertThat(explanation.reason()).isEqualTo("it is closed");
    assertThat(explanation.candidates()).extracting(Candidate::endpoint).isEmpty();
  }

  @Test
  void aContextNeverShowsItsKey() {
    assertThat(PickContext.key("user:secret").toString()).doesNotContain("secret");
  }
}
