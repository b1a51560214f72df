package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthProbe;
import io.lb4j.health.ProbeVerdict;
import io.lb4j.load.NodeState;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A load balancer with 1000 endpoints checked every 5 s: how much its scheduler has to do, counted
 * in virtual time.
 */
class ChecksAtScaleTest {
  private static final int ENDPOINTS = 1_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final CompletionStage<ProbeVerdict> FINE =
      CompletableFuture.completedStage(ProbeVerdict.passed());

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private int checks;
  private LoadBalancer orders;

  private void start(HealthProbe probe) {
    orders =
        LoadBalancer.builder("orders")
            .endpoints(
                IntStream.range(0, ENDPOINTS)
                    .mapToObj(i -> Endpoint.named("e" + i))
                    .toArray(Endpoint[]::new))
            .probe(
                (endpoint, timeout) -> {
                  checks++;
                  return probe.check(endpoint, timeout);
                },
                Duration.ofSeconds(5))
            .closeGrace(Duration.ZERO)
            .ticker(ticker)
            .scheduler(scheduler)
            .random(Dice.seeded(1))
            .build();
  }

  @AfterEach
  void close() {
    orders.close();
  }

  /**
   * 12 000 checks a minute, ± 5 % as each interval is jittered and rounded up to a tick; for each
   * of them one task, and beside that ten ticks a second.
   */
  @Test
  void eachCheckIsOneTask() {
    start((endpoint, timeout) -> FINE);
    scheduler.advance(MINUTE);
    checks = 0;
    long tasks = scheduler.ran();
    scheduler.advance(MINUTE);
    tasks = scheduler.ran() - tasks;
    assertThat(checks).isBetween(11_400, 12_600);
    assertThat(tasks).isBetween(checks + 590L, checks + 620L);
    assertThat(scheduler.pending()).isEqualTo(1); // the next tick
  }

  /** The queue never holds more than a task for each check under way, and the tick. */
  @Test
  void nothingQueuesUpWhenNobodyAnswers() {
    start((endpoint, timeout) -> new CompletableFuture<>());
    int longest = 0;
    for (int i = 0; i < 6_000; i++) {
      scheduler.advance(Duration.ofMillis(10));
      longest = Math.max(longest, scheduler.pending());
    }
    assertThat(checks).isLessThanOrEqualTo(64 * 60 + 64); // 64 at a time, a second each
    assertThat(longest).isLessThanOrEqualTo(64 + 1); // seen: 1
  }

  /** All of them fail and pass again; then the scheduler rests, and all are in service. */
  @Test
  void aFleetThatFailsAndComesBackLeavesNothingBehind() {
    boolean[] well = {true};
    start(
        (endpoint, timeout) ->
            well[0] ? FINE : CompletableFuture.completedStage(ProbeVerdict.failed("simulated")));
    scheduler.advance(MINUTE);
    well[0] = false;
    int longest = 0;
    for (int i = 0; i < 2_000; i++) {
      scheduler.advance(Duration.ofMillis(10));
      longest = Math.max(longest, scheduler.pending());
    }
    assertThat(orders.snapshot().panic()).isTrue();
    assertThat(orders.snapshot().endpoints())
        .allSatisfy(each -> assertThat(each.state()).isEqualTo(NodeState.EJECTED));
    well[0] = true;
    scheduler.advance(MINUTE);
    assertThat(orders.snapshot().panic()).isFalse();
    assertThat(orders.snapshot().endpoints())
        .allSatisfy(each -> assertThat(each.state().isInService()).isTrue());
    assertThat(longest).isLessThanOrEqualTo(64 + 2);
    assertThat(scheduler.pending()).isEqualTo(1);
  }
}
