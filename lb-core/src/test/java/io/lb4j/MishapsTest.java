package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.health.HealthTracker;
import io.lb4j.limit.ConcurrencyLimit;
import io.lb4j.limit.Limits;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What users' code throws at the end of a request is neither the caller's nor the endpoint's. */
class MishapsTest {
  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final List<String> ran = new ArrayList<>();
  private boolean broken;

  private LoadBalancer.Builder orders(String... ids) {
    Endpoint[] endpoints = new Endpoint[ids.length];
    for (int i = 0; i < ids.length; i++) {
      endpoints[i] = Endpoint.named(ids[i]);
    }
    return LoadBalancer.builder("orders")
        .endpoints(endpoints)
        .balancer(Balancers.roundRobin())
        .ticker(ticker)
        .scheduler(scheduler);
  }

  private String work(Endpoint endpoint) {
    ran.add(endpoint.id());
    return endpoint.id();
  }

  /** Ejects at the first failure, and cannot judge a trial. */
  private static final class NoJudge implements HealthTracker.Watch {
    private final HealthTracker.Ejector ejector;

    NoJudge(HealthTracker.Ejector ejector) {
      this.ejector = ejector;
    }

    @Override
    public void record(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      if (outcome == Outcome.FAILURE) {
        ejector.eject(node, "failed");
      }
    }

    @Override
    public HealthTracker.Verdict judge(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      throw new IllegalStateException("judge");
    }
  }

  private static NodeState state(LoadBalancer orders, String id) {
    return orders.snapshot().endpoint(id).orElseThrow().state();
  }

  @Test
  void aTrackerThatCannotJudgeATrialCostsNeitherAnswerNorPlace() {
    LoadBalancer orders =
        orders("a", "b")
            .health(NoJudge::new)
            .limits(Limits.none().withOverall(ConcurrencyLimit.fixed(2)))
            .build();
    while (state(orders, "a") == NodeState.HEALTHY) {
      Lease lease = orders.acquire();
      if (lease.endpoint().id().equals("a")) {
        lease.failure(new IllegalStateException("down"));
      } else {
        lease.success();
      }
    }
    for (int i = 0; i < 8; i++) {
      ticker.advance(Duration.ofMinutes(1));
      assertThat(orders.<String, RuntimeException>call(this::work)).isEqualTo("a");
      assertThat(orders.callAsync(endpoint -> done(work(endpoint)))).isCompleted();
    }
    assertThat(state(orders, "a")).isEqualTo(NodeState.PROBATION);
    assertThat(ran).hasSize(16); // none twice
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  private static CompletableFuture<String> done(String answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private ConcurrencyLimit brokenAtTheEnd(int limit) {
    return () ->
        new ConcurrencyLimit.Gauge() {
          @Override
          public int limit() {
            return limit;
          }

          @Override
          public void ended(Outcome outcome, long latencyNanos, int inFlight, long nowNanos) {
            throw new IllegalStateException("gauge");
          }
        };
  }

  @Test
  void gaugesThatThrowAtTheEndCostNeitherAnswerNorPlace() {
    LoadBalancer orders =
        orders("a", "b")
            .health(HealthTracker.none())
            .limits(Limits.none().withPerEndpoint(brokenAtTheEnd(1)).withOverall(brokenAtTheEnd(2)))
            .build();
    for (int i = 0; i < 8; i++) {
      orders.call(this::work);
      orders.acquire().failure(new IllegalStateException("down"));
    }
    assertThat(ran).hasSize(8);
    List<Lease> all = List.of(orders.acquire(), orders.acquire()); // every place is free
    all.forEach(Lease::success);
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void aGaugeThatCannotSayItsLimitLeavesNothingInFlight() {
    LoadBalancer orders =
        orders("a")
            .limits(
                Limits.none()
                    .withOverall(ConcurrencyLimit.fixed(1))
                    .withPerEndpoint(
                        () ->
                            new ConcurrencyLimit.Gauge() {
                              @Override
                              public int limit() {
                                if (broken) {
                                  throw new IllegalStateException("gauge");
                                }
                                return 1;
                              }

                              @Override
                              public void ended(
                                  Outcome outcome, long latency, int inFlight, long now) {}
                            }))
            .build();
    broken = true;
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(orders::acquire).hasMessage("gauge");
    }
    assertThat(orders.snapshot().inFlight()).isZero();
    broken = false;
    orders.acquire().success();
  }

  /** The picker, the tracker and the listener are told in turn: each, whatever the others do. */
  @Test
  void oneThatThrowsDoesNotKeepTheOthersFromBeingTold() {
    List<String> told = new ArrayList<>();
    LoadBalancer orders =
        orders("a")
            .health(
                ejector ->
                    (node, outcome, cause, latencyNanos, nowNanos) -> {
                      told.add("tracker");
                      throw new IllegalStateException("tracker");
                    })
            .listener(
                new LoadBalancerListener() {
                  @Override
                  public void released(Endpoint endpoint, Outcome outcome, long latencyNanos) {
                    told.add("listener");
                    throw new AssertionError("listener");
                  }
                })
            .limits(Limits.none().withOverall(ConcurrencyLimit.fixed(1)))
            .build();
    for (int i = 0; i < 2; i++) {
      assertThat(orders.<String, RuntimeException>call(this::work)).isEqualTo("a");
    }
    assertThat(told).containsExactly("tracker", "listener", "tracker", "listener");
    assertThat(ran).hasSize(2);
  }

  /** A clock that fails when the work is done: the worst that can befall our own books. */
  @Test
  void workThatHasSucceededNeverRunsAgainForOurBooks() {
    LoadBalancer orders =
        orders("a", "b")
            .ticker(
                () -> {
                  if (broken) {
                    throw new IllegalStateException("clock");
                  }
                  return ticker.nanos();
                })
            .build();
    String answer =
        orders.call(
            endpoint -> {
              broken = true;
              return work(endpoint);
            });
    broken = false;
    CompletableFuture<String> later = new CompletableFuture<>();
    CompletableFuture<String> async =
        orders.callAsync(
            endpoint -> {
              ran.add(endpoint.id());
              return later;
            });
    broken = true;
    later.complete("async");
    assertThat(async).isCompletedWithValue("async");
    assertThat(ran).hasSize(2).first().isEqualTo(answer);
    broken = false;
    assertThat(orders.snapshot().endpoints()).allSatisfy(MishapsTest::isNotBlamed);
  }

  private static void isNotBlamed(EndpointSnapshot endpoint) {
    assertThat(endpoint.failures()).isZero();
  }
}
