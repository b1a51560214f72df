package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.Duel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two threads side by side, a million turns. */
class InterleavingTest {
  private static final int BOUTS = 1_000;

  @Test
  void ofTwoVerdictsExactlyOneCounts() throws InterruptedException {
    LoadBalancer orders = LoadBalancer.builder("orders").endpoints(Endpoint.named("a")).build();
    IOException failure = new IOException();
    Lease[] leases = new Lease[Duel.BOUT];
    Duel.fight(
        BOUTS,
        turns -> {
          var a = orders.snapshot().endpoint("a").orElseThrow();
          assertThat(a.inFlight()).isZero();
          assertThat(a.successes() + a.failures()).isEqualTo(turns);
          for (int i = 0; i < leases.length; i++) {
            leases[i] = orders.acquire();
          }
        },
        turn -> leases[turn % leases.length].success(),
        turn -> leases[turn % leases.length].failure(failure));
  }

  @Test
  void beginAndEndOfOneNodeLoseNothing() throws InterruptedException {
    Node node = new Node(Endpoint.named("a"));
    Duel.Side request =
        turn -> {
          node.begin();
          node.end(Outcome.SUCCESS, 1, turn);
        };
    Duel.fight(
        BOUTS,
        turns -> {
          assertThat(node.inFlight()).isZero();
          assertThat(node.picks()).isEqualTo(2L * turns).isEqualTo(node.successes());
        },
        request,
        request);
  }

  /**
   * One side acquires and releases while the other removes the endpoint and brings it back: whoever
   * comes first, it is dropped, never while a lease is running on it.
   */
  @Test
  void anEndpointIsDroppedAlwaysAndNeverWhileALeaseRuns() throws InterruptedException {
    EndpointSource.Mutable source = EndpointSource.mutable();
    AtomicInteger alive = new AtomicInteger();
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(Balancers.roundRobin())
            .listener(countingAlive(alive))
            .build();
    Clients<AtomicInteger> clients =
        orders.clients(endpoint -> new AtomicInteger(), client -> client.set(Integer.MIN_VALUE));
    List<Endpoint> one = List.of(Endpoint.named("a"));
    Duel.fight(
        BOUTS / 10,
        turns -> {
          source.update(List.of());
          assertThat(alive).as(() -> orders.snapshot().toString()).hasValue(0);
          assertThat(orders.snapshot().endpoints()).isEmpty();
        },
        turn -> {
          unlessThereIsNone(() -> orders.acquire().success());
          unlessThereIsNone(() -> use(clients));
        },
        turn -> source.update(turn % 2 == 0 ? one : List.of()));
  }

  private static void use(Clients<AtomicInteger> clients) {
    clients.call(
        client -> {
          assertThat(client.incrementAndGet()).isPositive(); // negative: closed while in use
          return client;
        });
  }

  private static void unlessThereIsNone(Runnable request) {
    try {
      request.run();
    } catch (NoAvailableEndpointException e) {
      assertThat(e.known()).isZero();
    }
  }

  private static LoadBalancerListener countingAlive(AtomicInteger alive) {
    return new LoadBalancerListener() {
      @Override
      public void stateChanged(StateChange change) {
        if (change.from() == NodeState.STARTING) {
          alive.incrementAndGet();
        } else if (change.to() == NodeState.REMOVED) {
          alive.decrementAndGet();
        }
      }
    };
  }

  /** What a request reads belongs together: the picker's nodes are those of the same list. */
  @Test
  void aSnapshotIsNeverSeenHalfPublished() throws InterruptedException {
    EndpointSource.Mutable source = EndpointSource.mutable(pair(0).toArray(Endpoint[]::new));
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(
                nodes -> {
                  String generation = nodes.get(0).endpoint().id().substring(1);
                  return context -> {
                    assertThat(nodes).hasSize(2);
                    assertThat(nodes.get(1).endpoint().id()).isEqualTo("b" + generation);
                    return nodes.get(1);
                  };
                })
            .build();
    Duel.fight(
        BOUTS / 10,
        turns -> assertThat(orders.snapshot().inFlight()).isZero(),
        turn -> orders.acquire().success(),
        turn -> source.update(pair(turn)));
  }

  private static List<Endpoint> pair(int generation) {
    return List.of(Endpoint.named("a" + generation), Endpoint.named("b" + generation));
  }
}
