package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.NodeState;
import io.lb4j.load.ProbeResult;
import io.lb4j.source.EndpointSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random acquires and verdicts from many threads while endpoints come, go and are drained. */
class LoadBalancerStressTest {
  private static final int THREADS = 4;
  private static final int OPERATIONS = 350_000; // each thread: 1.4 million in all
  private static final long SEED = 20_261_120;

  static Stream<Balancer> balancers() {
    return Stream.of(
        Balancers.roundRobin(),
        Balancers.random(),
        Balancers.leastConnections(),
        Balancers.powerOfTwoChoices(),
        Balancers.adaptive(),
        Balancers.prequal(
            endpoint -> CompletableFuture.completedFuture(new ProbeResult(1, Duration.ZERO))));
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void everyCountEndsAtZeroAndEveryRemovedEndpointIsDropped(Balancer balancer)
      throws InterruptedException {
    Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    Ledger ledger = new Ledger();
    EndpointSource.Mutable source = EndpointSource.mutable(list(8, new SplittableRandom(SEED)));
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(balancer)
            .health(HealthTracker.consecutiveFailures(3))
            .listener(ledger)
            .build();
    Clients<Client> clients = orders.clients(e -> new Client(), Client::close);
    AtomicBoolean done = new AtomicBoolean();
    Thread writer = new Thread(() -> change(orders, source, done, errors));
    writer.start();
    run(errors, seed -> requests(orders, clients, new SplittableRandom(seed)));
    done.set(true);
    writer.join();

    assertThat(errors).isEmpty();
    assertThat(orders.snapshot().inFlight()).isZero();
    source.update(List.of());
    assertThat(orders.snapshot().endpoints()).isEmpty();
    assertThat(ledger.joined.get()).isPositive().isEqualTo(ledger.removed.get());
    assertThat(Client.open.get()).isZero();
    clients.close();
    orders.close();
  }

  private interface Job {
    void run(long seed) throws Exception;
  }

  private static void run(Queue<Throwable> errors, Job job) throws InterruptedException {
    Thread[] workers = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      long seed = SEED + t;
      workers[t] =
          new Thread(
              () -> {
                try {
                  job.run(seed);
                } catch (Throwable e) {
                  errors.add(e);
                }
              });
      workers[t].start();
    }
    for (Thread worker : workers) {
      worker.join();
    }
  }

  private static void requests(
      LoadBalancer orders, Clients<Client> clients, SplittableRandom dice) {
    List<Lease> open = new ArrayList<>();
    IOException failure = new IOException("down");
    for (int i = 0; i < OPERATIONS; i++) {
      switch (dice.nextInt(8)) {
        case 0, 1, 2 -> open.add(orders.acquire(PickContext.key("k" + dice.nextInt(100))));
        case 3 -> clients.call(Client::use);
        default -> {
          if (!open.isEmpty()) {
            end(open.remove(dice.nextInt(open.size())), dice, failure);
          }
        }
      }
      if (open.size() > 64) {
        open.forEach(Lease::close);
        open.clear();
      }
    }
    open.forEach(Lease::success);
  }

  private static void end(Lease lease, SplittableRandom dice, IOException failure) {
    switch (dice.nextInt(6)) {
      case 0 -> lease.failure(failure);
      case 1 -> lease.cancel();
      case 2 -> lease.close();
      default -> lease.success();
    }
    if (dice.nextInt(4) == 0) {
      lease.success(); // too late: the first verdict has won
    }
  }

  /** Ten ids, some of them there; the same ids leave and come back while requests are running. */
  private static Endpoint[] list(int atLeast, SplittableRandom dice) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      if (i < atLeast || dice.nextBoolean()) {
        endpoints.add(Endpoint.named("e" + i).withWeight(1 + dice.nextInt(3)));
      }
    }
    return endpoints.toArray(Endpoint[]::new);
  }

  private static void change(
      LoadBalancer orders,
      EndpointSource.Mutable source,
      AtomicBoolean done,
      Queue<Throwable> errors) {
    SplittableRandom dice = new SplittableRandom(SEED - 1);
    try {
      while (!done.get()) {
        source.update(List.of(list(1 + dice.nextInt(3), dice)));
        if (dice.nextInt(10) == 0 && source.endpoints().size() > 1) {
          orders.drain(source.endpoints().get(1).id());
        }
        orders.snapshot();
        Thread.yield();
      }
    } catch (Throwable e) {
      errors.add(e);
    }
  }

  /** A client that knows when it is used after it was closed. */
  private static final class Client {
    static final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    Client() {
      open.incrementAndGet();
    }

    Client use() {
      if (closed.get()) {
        throw new AssertionError("used after it was closed");
      }
      return this;
    }

    void close() {
      if (!closed.compareAndSet(false, true)) {
        throw new AssertionError("closed twice");
      }
      open.decrementAndGet();
    }
  }

  private static final class Ledger implements LoadBalancerListener {
    final AtomicLong joined = new AtomicLong();
    final AtomicLong removed = new AtomicLong();

    @Override
    public void stateChanged(StateChange change) {
      if (change.from() == NodeState.STARTING) {
        joined.incrementAndGet();
      } else if (change.to() == NodeState.REMOVED) {
        removed.incrementAndGet();
      }
    }
  }
}
