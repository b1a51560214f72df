package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.health.HealthTracker;
import io.lb4j.health.ProbeVerdict;
import io.lb4j.load.NodeState;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Listeners that call back, and balancers that break: users do both. */
class ReentrancyTest {
  private final FakeTicker ticker = new FakeTicker();
  private final EndpointSource.Mutable source =
      EndpointSource.mutable(Endpoint.named("a"), Endpoint.named("b"), Endpoint.named("c"));
  private final LoadBalancer[] self = new LoadBalancer[1];
  private final List<Throwable> thrown = new ArrayList<>();

  private LoadBalancer on(NodeState state, Consumer<StateChange> reaction) {
    self[0] =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(Balancers.roundRobin())
            .health(HealthTracker.consecutiveFailures(1))
            .ticker(ticker)
            .random(Dice.even())
            .listener(
                new LoadBalancerListener() {
                  @Override
                  public void stateChanged(StateChange change) {
                    if (change.to() == state && self[0] != null) {
                      try {
                        reaction.accept(change);
                      } catch (RuntimeException | Error e) {
                        thrown.add(e);
                      }
                    }
                  }
                })
            .build();
    return self[0];
  }

  private String failOnce() {
    Lease lease = self[0].acquire();
    lease.failure(new IOException("down"));
    return lease.endpoint().id();
  }

  @Test
  void aListenerMayUpdateTheSource() {
    LoadBalancer orders =
        on(
            NodeState.EJECTED,
            change ->
                source.update(
                    source.endpoints().stream()
                        .filter(each -> !each.id().equals(change.endpoint().id()))
                        .toList()));
    String bad = failOnce();
    assertThat(thrown).isEmpty();
    assertThat(orders.snapshot().endpoints()).hasSize(2);
    assertThat(orders.snapshot().endpoint(bad)).isEmpty();
  }

  @Test
  void aListenerMayCloseTheLoadBalancerAndItStaysClosed() {
    LoadBalancer orders = on(NodeState.EJECTED, change -> self[0].close());
    failOnce();
    source.update(List.of(Endpoint.named("z")));
    assertThatThrownBy(orders::acquire).hasMessageContaining("is closed");
    assertThat(thrown).isEmpty();
  }

  @Test
  void aListenerMayCloseItWhileItWakes() {
    LoadBalancer orders = on(NodeState.PROBATION, change -> self[0].close());
    failOnce();
    ticker.advance(Duration.ofSeconds(6));
    assertThatThrownBy(orders::acquire).hasMessageContaining("is closed");
    assertThat(thrown).isEmpty();
    assertThatThrownBy(orders::acquire).hasMessageContaining("is closed");
  }

  @Test
  void whenAnEventComesTheSnapshotShowsItAlready() {
    List<String> picked = new ArrayList<>();
    on(
        NodeState.EJECTED,
        change -> {
          for (int i = 0; i < 6; i++) {
            Lease lease = self[0].acquire();
            picked.add(lease.endpoint().id());
            lease.success();
          }
          picked.remove(change.endpoint().id());
        });
    String bad = failOnce();
    assertThat(picked).hasSize(6).doesNotContain(bad);
  }

  @Test
  void aListenerMayWaitForAnotherThreadThatLooks() {
    on(
        NodeState.EJECTED,
        change ->
            assertThat(
                    CompletableFuture.supplyAsync(() -> self[0].snapshot())
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join()
                        .endpoints())
                .hasSize(3));
    failOnce();
    assertThat(thrown).isEmpty();
  }

  /** Delivered under the writer's lock, this would wait for itself. */
  @Test
  void aListenerMayWaitForAnotherThreadThatChangesSomething() {
    on(
        NodeState.EJECTED,
        change ->
            CompletableFuture.runAsync(() -> self[0].drain(change.endpoint().id()))
                .orTimeout(10, TimeUnit.SECONDS)
                .join());
    String bad = failOnce();
    assertThat(thrown).isEmpty();
    assertThat(self[0].snapshot().endpoint(bad).orElseThrow().state())
        .isEqualTo(NodeState.DRAINING);
  }

  @Test
  void anUpdateFromWithinAnUpdateIsTheLastWordForAll() {
    List<List<Endpoint>> first = new ArrayList<>();
    List<List<Endpoint>> second = new ArrayList<>();
    EndpointSource.Mutable mutable = EndpointSource.mutable(Endpoint.named("a"));
    List<Endpoint> last = List.of(Endpoint.named("d"));
    mutable.subscribe(
        endpoints -> {
          first.add(endpoints);
          if (endpoints.get(0).id().equals("b")) {
            mutable.update(last);
          }
        });
    mutable.subscribe(second::add);
    mutable.update(List.of(Endpoint.named("b")));
    assertThat(first).last().isEqualTo(last);
    assertThat(second).last().isEqualTo(last);
  }

  @Test
  void aSubscriberThatFailsIsNotInTheWayOfOthers() {
    EndpointSource.Mutable mutable = EndpointSource.mutable(Endpoint.named("a"));
    AtomicBoolean broken = new AtomicBoolean();
    mutable.subscribe(
        endpoints -> {
          if (broken.get()) {
            throw new IllegalStateException("broken");
          }
        });
    List<List<Endpoint>> seen = new ArrayList<>();
    mutable.subscribe(seen::add);
    broken.set(true);
    mutable.update(List.of());
    assertThat(seen).hasSize(2);
    assertThatThrownBy(
            () ->
                mutable.subscribe(
                    endpoints -> {
                      throw new IllegalStateException("never subscribed");
                    }))
        .hasMessage("never subscribed");
    mutable.update(List.of(Endpoint.named("b")));
    assertThat(seen).hasSize(3);
  }

  private final AtomicBoolean broken = new AtomicBoolean();
  private final Balancer moody =
      nodes -> {
        if (broken.get()) {
          throw new AssertionError("cannot");
        }
        return context -> nodes.get(0);
      };

  @Test
  void aBalancerThatBreaksLeavesEverythingAsItWas() {
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(moody)
            .health(HealthTracker.consecutiveFailures(1))
            .ticker(ticker)
            .random(Dice.even())
            .build();
    broken.set(true);
    assertThatThrownBy(() -> orders.drain("a")).hasMessageContaining("a cannot be drained");
    orders.acquire().failure(new IOException("down")); // cannot be ejected now
    source.update(List.of(Endpoint.named("x")));
    assertThat(orders.snapshot().endpoints())
        .hasSize(3)
        .allSatisfy(each -> assertThat(each.state()).isEqualTo(NodeState.HEALTHY));
    assertThat(orders.acquire().endpoint().id()).isEqualTo("a");

    broken.set(false);
    source.update(
        List.of(Endpoint.named("a"), Endpoint.named("b"), Endpoint.named("c"))); // instead of x
    orders.acquire().failure(new IOException("down"));
    assertThat(orders.snapshot().endpoint("a").orElseThrow().state()).isEqualTo(NodeState.EJECTED);
    broken.set(true);
    ticker.advance(Duration.ofSeconds(6));
    assertThat(orders.acquire().endpoint().id()).isEqualTo("b"); // cannot be woken now
    broken.set(false);
    ticker.advance(Duration.ofSeconds(1));
    assertThat(orders.acquire().endpoint().id()).isEqualTo("a"); // its trial
  }

  /** Sources publish a list once. */
  @Test
  void aListTheBalancerCouldNotCopeWithIsTriedAgain() {
    LoadBalancer orders =
        LoadBalancer.builder("orders").source(source).balancer(moody).ticker(ticker).build();
    broken.set(true);
    source.update(List.of(Endpoint.named("x")));
    broken.set(false);
    orders.drain("c"); // whatever else is published meanwhile
    assertThat(orders.acquire().endpoint().id()).isEqualTo("a");
    ticker.advance(Duration.ofSeconds(1));
    assertThat(orders.acquire().endpoint().id()).isEqualTo("x");
    assertThat(orders.snapshot().endpoint("b")).isEmpty();
  }

  /** It blocks the others' events, as documented; but not what it waits for itself. */
  @Test
  void aListenerMayWaitForADrain() {
    List<String> told = new ArrayList<>();
    LoadBalancer[] orders = new LoadBalancer[1];
    LoadBalancerListener waiting =
        new LoadBalancerListener() {
          @Override
          public void stateChanged(StateChange change) {
            told.add(change.endpoint().id() + " " + change.to());
            if (change.to() == NodeState.EJECTED) {
              orders[0].drain(change.endpoint().id()).join();
            }
          }
        };
    orders[0] =
        LoadBalancer.builder("orders")
            .source(source)
            .health(HealthTracker.consecutiveFailures(1))
            .listener(waiting)
            .ticker(ticker)
            .build();
    Lease lease = orders[0].acquire();
    lease.failure(new IOException("down"));
    String id = lease.endpoint().id();
    assertThat(told).endsWith(id + " EJECTED", id + " DRAINING");
    assertThat(orders[0].drain("b")).isCompleted();
  }

  @Test
  void aSourceThatFailsAfterItsFirstListLeavesNothingBehind() {
    VirtualScheduler scheduler = new VirtualScheduler(ticker);
    EndpointSource broken =
        subscriber -> {
          subscriber.endpoints(List.of(Endpoint.named("a")));
          throw new IllegalStateException("no more");
        };
    assertThatThrownBy(
            () ->
                LoadBalancer.builder("orders")
                    .source(broken)
                    .probe(
                        (endpoint, timeout) ->
                            CompletableFuture.completedFuture(ProbeVerdict.passed()),
                        Duration.ofSeconds(1))
                    .ticker(ticker)
                    .scheduler(scheduler)
                    .build())
        .hasMessage("no more");
    scheduler.advance(Duration.ofSeconds(2));
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void aBalancerThatIsBrokenFromTheStartIsRefused() {
    broken.set(true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadBalancer.builder("o").source(source).balancer(moody).build())
        .withMessageContaining("balancer: ")
        .havingCause()
        .withMessage("cannot");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadBalancer.builder("o").source(source).balancer(n -> null).build());
  }

  @Test
  void aSourceThatPublishesNullIsAFailureOfTheSource() {
    List<Throwable> failures = new ArrayList<>();
    EndpointSource.Subscriber[] told = new EndpointSource.Subscriber[1];
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(
                subscriber -> {
                  told[0] = subscriber;
                  subscriber.endpoints(List.of(Endpoint.named("a")));
                  return () -> {};
                })
            .listener(
                new LoadBalancerListener() {
                  @Override
                  public void sourceFailed(Throwable cause) {
                    failures.add(cause);
                  }
                })
            .build();
    told[0].endpoints(null);
    told[0].endpoints(new ArrayList<>(Collections.singletonList(null)));
    assertThat(failures).hasSize(2);
    assertThat(orders.acquire(PickContext.none()).endpoint().id()).isEqualTo("a");
  }
}
