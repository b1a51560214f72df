package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.balancer.PickContext;
import io.lb4j.balancer.Picker;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.RecordingListener;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** 10 000 endpoints: rebuilding for one of them is no request's business. */
class ManyEndpointsTest {
  private static final int MANY = 10_000;

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final RecordingListener events = new RecordingListener();
  private final List<Integer> built = new ArrayList<>();

  /** Remembers how many nodes each picker was made for. */
  private final Balancer counting =
      new Balancer() {
        private final Balancer turns = Balancers.roundRobin();

        @Override
        public Picker picker(List<Node> nodes) {
          built.add(nodes.size());
          return turns.picker(nodes);
        }

        @Override
        public Picker rebuild(List<Node> nodes, Picker previous) {
          built.add(nodes.size());
          return turns.rebuild(nodes, previous);
        }
      };

  /** Whoever fails goes, whatever the others do. */
  private static HealthTracker.Watch atOnce(HealthTracker.Ejector ejector) {
    return (node, outcome, cause, latencyNanos, nowNanos) -> {
      if (outcome == Outcome.FAILURE) {
        ejector.eject(node, "failed");
      }
    };
  }

  private LoadBalancer service(int endpoints) {
    return service(endpoints, scheduler);
  }

  private LoadBalancer service(int endpoints, ScheduledExecutorService timer) {
    return service(builder(endpoints, timer));
  }

  private LoadBalancer service(LoadBalancer.Builder builder) {
    LoadBalancer orders = builder.build();
    built.clear();
    return orders;
  }

  private LoadBalancer.Builder builder(int endpoints, ScheduledExecutorService timer) {
    Endpoint[] named =
        IntStream.range(0, endpoints)
            .mapToObj(i -> Endpoint.named("e" + i))
            .toArray(Endpoint[]::new);
    return LoadBalancer.builder("orders")
        .endpoints(named)
        .balancer(counting)
        .health(ManyEndpointsTest::atOnce)
        .slowStart(Duration.ZERO)
        .ticker(ticker)
        .scheduler(timer)
        .random(Dice.even());
  }

  private static String fail(LoadBalancer balancer) {
    Lease lease = balancer.acquire();
    lease.failure(new IOException());
    return lease.endpoint().id();
  }

  private static NodeState state(LoadBalancer balancer, String id) {
    return balancer.snapshot().endpoint(id).orElseThrow().state();
  }

  @Test
  void ejectionsAreLeftToTheSchedulerAndDoneInOneGo() {
    LoadBalancer orders = service(MANY);
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      failed.add(fail(orders));
    }
    assertThat(built).isEmpty();
    scheduler.runDue();
    assertThat(built).containsExactly(MANY - 100);
    assertThat(failed).allMatch(id -> state(orders, id) == NodeState.EJECTED);
  }

  /** Trackers count what they have ejected, and must see it at once. */
  @Test
  void theStateChangesAtOnceOnlyTheRotationFollowsLater() {
    LoadBalancer orders = service(MANY);
    String failed = fail(orders);
    assertThat(state(orders, failed)).isEqualTo(NodeState.EJECTED);
    assertThat(built).isEmpty();
  }

  /** A pool that was shut down the hard way, or that discards. */
  @Test
  void aSchedulerThatLosesItsTasksIsNotWaitedForForEver() {
    List<Runnable> lost = new ArrayList<>();
    ScheduledExecutorService losing =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public void execute(Runnable task) {
            lost.add(task);
          }
        };
    LoadBalancer orders = service(MANY, losing);
    String first = fail(orders);
    assertThat(lost).hasSize(1);
    ticker.advance(Duration.ofMillis(1_001));
    fail(orders);
    assertThat(built).containsExactly(MANY - 2);
    ticker.advance(Duration.ofSeconds(7));
    orders.acquire().success();
    ticker.advance(Duration.ofMillis(1_001));
    assertThat(orders.acquire().endpoint().id()).isNotEmpty();
    assertThat(state(orders, first)).isEqualTo(NodeState.PROBATION);
  }

  @Test
  void oneChangeThatFailsDoesNotTakeTheOthersWithIt() {
    AtomicInteger asked = new AtomicInteger();
    Supplier<RandomGenerator> moody =
        () -> {
          if (asked.incrementAndGet() == 2) {
            throw new IllegalStateException("no dice");
          }
          return Dice.even().get();
        };
    LoadBalancer orders = service(builder(MANY, scheduler).random(moody));
    String one = fail(orders);
    String two = fail(orders); // the change fails, the request does not
    String three = fail(orders);
    scheduler.runDue();
    assertThat(List.of(state(orders, one), state(orders, two), state(orders, three)))
        .containsExactly(NodeState.EJECTED, NodeState.HEALTHY, NodeState.EJECTED);
    assertThat(built).containsExactly(MANY - 2);
  }

  @Test
  void soIsTheReturn() {
    LoadBalancer orders = service(MANY);
    String failed = fail(orders);
    scheduler.runDue();
    ticker.advance(Duration.ofSeconds(7));
    for (int i = 0; i < 10; i++) {
      orders.acquire().success(); // each finds the alarm due
    }
    assertThat(scheduler.pending()).isEqualTo(1);
    scheduler.runDue();
    assertThat(state(orders, failed)).isEqualTo(NodeState.PROBATION);
    Lease trial = orders.acquire();
    assertThat(trial.endpoint().id()).isEqualTo(failed);
    trial.success();
    scheduler.runDue();
    assertThat(state(orders, failed)).isEqualTo(NodeState.HEALTHY);
    assertThat(built).endsWith(MANY);
  }

  /** Whatever changes by ones and twos, the rotation is exactly those in service. */
  @Test
  void theCopiedRotationIsWhatLookingAtAllWouldGive() {
    LoadBalancer orders = service(200);
    SplittableRandom dice = new SplittableRandom(11);
    for (int step = 0; step < 3_000; step++) {
      Lease lease = orders.acquire();
      if (dice.nextInt(10) == 0) {
        lease.failure(new IOException());
      } else {
        lease.success();
      }
      if (dice.nextInt(50) == 0) {
        String id = "e" + dice.nextInt(200);
        if (state(orders, id) == NodeState.DRAINING) {
          orders.undrain(id);
        } else {
          orders.drain(id);
        }
      }
      ticker.advance(Duration.ofMillis(20));
      if (dice.nextInt(3) == 0) {
        scheduler.runDue();
        long inService =
            orders.snapshot().endpoints().stream()
                .filter(each -> each.state().isInService())
                .count();
        long candidates =
            orders.explain(PickContext.none()).candidates().stream()
                .filter(each -> each.excluded() == null)
                .filter(each -> state(orders, each.endpoint().id()).isInService())
                .count();
        assertThat(candidates).as("step %d", step).isEqualTo(inService);
        assertThat(
                built.isEmpty()
                    || orders.snapshot().panic()
                    || built.get(built.size() - 1) == inService)
            .isTrue();
      }
    }
    assertThat(built).hasSizeGreaterThan(100);
  }
}
