package io.lb4j.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.LoadBalancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.Outcome;
import io.lb4j.source.EndpointSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import mockwebserver3.MockResponse;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Hazards 39 and 41: endpoints come, go and fail while many threads call")
class ChurnTest {
  private static final int REQUESTS = 10_000;
  private static final int THREADS = 8;
  private static final int CHANGE_AFTER = 40;

  /** Counts what the load balancer itself says of every lease. */
  private static final class Ledger implements LoadBalancerListener {
    final LongAdder picked = new LongAdder();
    final LongAdder released = new LongAdder();
    final LongAdder failed = new LongAdder();

    @Override
    public void picked(Endpoint endpoint) {
      picked.increment();
    }

    @Override
    public void released(Endpoint endpoint, Outcome outcome, long latencyNanos) {
      released.increment();
      if (outcome == Outcome.FAILURE) {
        failed.increment();
      }
    }
  }

  /** Every tenth answer of the last server is a 503; some answers are empty, some are long. */
  private static Servers servers() throws IOException {
    Servers servers = Servers.http(4);
    AtomicInteger count = new AtomicInteger();
    for (int number = 1; number <= 4; number++) {
      boolean last = number == 4;
      servers.answer(
          number,
          request -> {
            int i = count.incrementAndGet();
            return last && i % 10 == 0
                ? Servers.body("no", 503)
                : switch (i % 4) {
                  case 0 -> new MockResponse.Builder().code(204).build();
                  case 1 -> Servers.body("x".repeat(5_000), 200);
                  default -> Servers.body("ok", 200);
                };
          });
    }
    return servers;
  }

  @Test
  @Timeout(120)
  void churn() throws Exception {
    Servers servers = servers();
    List<Endpoint> all = new ArrayList<>();
    for (int number = 1; number <= 4; number++) {
      all.add(Endpoint.of(servers.uri(number)));
    }
    EndpointSource.Mutable source = EndpointSource.mutable(all.toArray(Endpoint[]::new));
    Ledger ledger = new Ledger();
    LoadBalancer balancer =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(Balancers.leastConnections())
            .health(HealthTracker.none())
            .listener(ledger)
            .build();
    OkHttpClient.Builder client =
        new OkHttpClient.Builder().connectionPool(new ConnectionPool(64, 1, TimeUnit.MINUTES));
    try (Orders orders = new Orders(servers, balancer, client)) {
      AtomicInteger left = new AtomicInteger(REQUESTS);
      ExecutorService threads = threads();
      Random random = new Random(7);
      Runnable change = () -> change(source, all, random);
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        callers.add(threads.submit(() -> call(orders, left, change)));
      }
      for (Future<?> caller : callers) {
        caller.get(); // throws if one GET failed
      }
      threads.shutdown();

      assertThat(balancer.snapshot().inFlight()).isZero();
      assertThat(ledger.released.sum()).isEqualTo(ledger.picked.sum());
      assertThat(ledger.picked.sum()).isEqualTo(REQUESTS + ledger.failed.sum());
      assertThat(ledger.failed.sum()).as("answers of 503").isGreaterThan(10);
      source.update(all);
      assertThat(balancer.snapshot().endpoints())
          .extracting(EndpointSnapshot::inFlight)
          .containsOnly(0);
      System.out.printf(
          "%d GETs, %d attempts, %d changes of the list%n",
          REQUESTS, ledger.picked.sum(), REQUESTS / CHANGE_AFTER);
    }
  }

  /** Virtual ones where there are any. */
  private static ExecutorService threads() throws ReflectiveOperationException {
    return Runtime.version().feature() < 21
        ? Executors.newFixedThreadPool(THREADS)
        : (ExecutorService)
            Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  /** Calls of all kinds: read, closed unread, and empty ones never closed. */
  private static Void call(Orders orders, AtomicInteger left, Runnable change) throws IOException {
    OkHttpClient own = orders.client.newBuilder().dispatcher(new Dispatcher()).build();
    for (int i = left.getAndDecrement(); i > 0; i = left.getAndDecrement()) {
      Response response = own.newCall(Orders.get("/" + i)).execute();
      if (i % CHANGE_AFTER == 0) {
        change.run(); // while this very request is in flight
      }
      assertThat(response.code()).isIn(200, 204);
      if (i % 3 == 0) {
        response.close();
      } else if (response.code() == 200) {
        assertThat(response.body().bytes().length).isIn(2, 5_000);
      }
    }
    return null;
  }

  /** Any two to four of them. */
  private static synchronized void change(
      EndpointSource.Mutable source, List<Endpoint> all, Random random) {
    List<Endpoint> some = new ArrayList<>(all);
    Collections.shuffle(some, random);
    source.update(some.subList(0, 2 + random.nextInt(3)));
  }
}
