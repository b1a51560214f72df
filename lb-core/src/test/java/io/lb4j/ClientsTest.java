package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthTracker;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.source.EndpointSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClientsTest {
  private final EndpointSource.Mutable source = EndpointSource.mutable(Endpoint.named("a"));
  private final LoadBalancer orders = LoadBalancer.builder("orders").source(source).build();
  private final List<String> opened = new ArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  private final Clients<String> clients =
      orders.clients(
          endpoint -> {
            opened.add(endpoint.id());
            return "client of " + endpoint.id();
          },
          closed::add);

  @Test
  void oneClientForEachEndpointMadeWhenFirstNeeded() {
    assertThat(opened).isEmpty();
    for (int i = 0; i < 10; i++) {
      assertThat(clients.<String, RuntimeException>call(client -> client)).isEqualTo("client of a");
    }
    assertThat(opened).containsExactly("a");
  }

  @Test
  void aClientIsClosedOnceItsEndpointIsGoneAndItsLastRequestHasEnded() {
    clients.call(
        client -> {
          source.update(List.of(Endpoint.named("b")));
          assertThat(closed).isEmpty(); // we are still using it
          return client;
        });
    assertThat(closed).containsExactly("client of a");
    assertThat(clients.<String, RuntimeException>call(client -> client)).isEqualTo("client of b");
  }

  @Test
  void closingClientsClosesEachAfterItsLastRequest() {
    clients.call(
        client -> {
          clients.close();
          assertThat(closed).isEmpty();
          return client;
        });
    clients.close();
    assertThat(closed).containsExactly("client of a");
    assertThatIllegalStateException().isThrownBy(() -> clients.call(client -> client));
  }

  @Test
  void closingTheLoadBalancerClosesItsClients() {
    clients.call(client -> client);
    orders.close();
    assertThat(closed).containsExactly("client of a");
  }

  @Test
  void aClientThatCannotBeMadeIsAFailureOfItsEndpoint() {
    source.update(List.of(Endpoint.named("bad"), Endpoint.named("good")));
    Clients<String> picky =
        orders.clients(
            endpoint -> {
              if (endpoint.id().equals("bad")) {
                throw new IllegalStateException("cannot connect");
              }
              return endpoint.id();
            },
            client -> {});
    for (int i = 0; i < 4; i++) {
      assertThat(picky.<String, RuntimeException>call(client -> client)).isEqualTo("good");
    }
    assertThat(orders.snapshot().endpoint("good").orElseThrow().failures()).isZero();
  }

  @Test
  void anEndpointThatComesBackElsewhereUnderItsOldNameGetsANewClient() {
    EndpointSource.Mutable pods =
        EndpointSource.mutable(Endpoint.of("http://10.0.0.1:80").withId("pod-0"));
    LoadBalancer service = LoadBalancer.builder("pods").source(pods).build();
    Clients<String> hosts = service.clients(Endpoint::host, closed::add);
    assertThat(hosts.<String, RuntimeException>call(host -> host)).isEqualTo("10.0.0.1");
    pods.update(List.of(Endpoint.of("http://10.0.0.99:80").withId("pod-0").withWeight(2)));
    assertThat(hosts.<String, RuntimeException>call(host -> host)).isEqualTo("10.0.0.99");
    assertThat(closed).containsExactly("10.0.0.1");
    pods.update(List.of(Endpoint.of("http://10.0.0.99:80").withId("pod-0")));
    assertThat(service.snapshot().endpoint("pod-0").orElseThrow().successes()).isEqualTo(1);
  }

  @Test
  void aClientThatCannotBeClosedDoesNotKeepTheOthersOpen() {
    source.update(List.of(Endpoint.named("a"), Endpoint.named("b"), Endpoint.named("c")));
    LoadBalancer inTurn =
        LoadBalancer.builder("in turn").source(source).balancer(Balancers.roundRobin()).build();
    List<String> tried = new ArrayList<>();
    Clients<String> clumsy =
        inTurn.clients(
            Endpoint::id,
            client -> {
              tried.add(client);
              throw new AssertionError("stuck");
            });
    for (int i = 0; i < 30; i++) {
      clumsy.call(client -> client);
    }
    source.update(List.of());
    assertThat(tried).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(inTurn.snapshot().endpoints()).isEmpty();
  }

  @Test
  void aClientThatCannotBeClosedCostsALogLine() {
    Clients<String> clumsy =
        orders.clients(
            Endpoint::id,
            client -> {
              throw new IllegalStateException("stuck");
            });
    clumsy.call(client -> client);
    clumsy.close();
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  /** One cursor for all threads: each endpoint in its turn, exactly, whoever asks. */
  private final AtomicInteger turn = new AtomicInteger();

  private final Balancer strictly =
      nodes -> context -> nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));

  private LoadBalancer inTurn(String... ids) {
    Endpoint[] endpoints = new Endpoint[ids.length];
    for (int i = 0; i < ids.length; i++) {
      endpoints[i] = Endpoint.named(ids[i]);
    }
    return LoadBalancer.builder("in turn")
        .endpoints(endpoints)
        .balancer(strictly)
        .health(HealthTracker.none())
        .build();
  }

  private static <T> FutureTask<T> start(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
  }

  /** 64 endpoints: in a map of 64 or 128 bins some share one with that which hangs. */
  @Test
  @Timeout(60)
  void anEndpointWhoseClientTakesForeverToOpenKeepsNobodyElse() throws Exception {
    String[] ids = IntStream.range(0, 64).mapToObj(i -> "e" + i).toArray(String[]::new);
    LoadBalancer many = inTurn(ids);
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> all = new CopyOnWriteArrayList<>();
    Clients<String> slow =
        many.clients(
            endpoint -> {
              all.add(endpoint.id());
              if (endpoint.id().equals("e0")) {
                hanging.countDown();
                await(goOn);
              }
              return endpoint.id();
            },
            closed::add);
    List<FutureTask<String>> calls = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      calls.add(start(() -> slow.call(client -> client)));
    }
    await(hanging);
    while (calls.stream().filter(Future::isDone).count() < 126) {
      Thread.onSpinWait();
    }
    slow.close(); // does not wait for it either
    assertThat(closed).hasSize(63).doesNotContain("e0");
    goOn.countDown();
    int refused = 0;
    for (FutureTask<String> call : calls) {
      try {
        call.get();
      } catch (ExecutionException e) {
        refused++;
      }
    }
    assertThat(refused).isZero();
    assertThat(all).hasSize(64).doesNotHaveDuplicates();
    assertThat(closed).hasSize(64).doesNotHaveDuplicates();
    assertThat(many.snapshot().inFlight()).isZero();
  }

  @Test
  void openingOneClientMayCallAnother() {
    LoadBalancer pair = inTurn("a", "b");
    AtomicReference<Clients<String>> self = new AtomicReference<>();
    Clients<String> nested =
        pair.clients(
            endpoint ->
                endpoint.id().equals("a")
                    ? "a of " + self.get().<String, RuntimeException>call(client -> client)
                    : "b",
            closed::add);
    self.set(nested);
    assertThat(
            IntStream.range(0, 4)
                .mapToObj(i -> nested.<String, RuntimeException>call(client -> client)))
        .contains("a of b", "b");
  }

  @Test
  void aClientThatIsNeededToOpenItselfIsRefused() {
    AtomicReference<Clients<String>> self = new AtomicReference<>();
    Clients<String> circle =
        inTurn("a")
            .clients(
                endpoint -> self.get().<String, RuntimeException>call(client -> client),
                closed::add);
    self.set(circle);
    assertThatThrownBy(() -> circle.once().call(client -> client))
        .hasStackTraceContaining("a client is needed to open that same client");
  }

  @Test
  @Timeout(60)
  void allWhoWaitForAClientThatCannotBeOpenedFailAndTheNextMayTryAgain() throws Exception {
    LoadBalancer one = inTurn("a");
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger times = new AtomicInteger();
    Clients<String> flaky =
        one.clients(
            endpoint -> {
              if (times.incrementAndGet() == 1) {
                await(goOn);
                throw new IllegalStateException("cannot connect");
              }
              return "client";
            },
            closed::add);
    List<FutureTask<String>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(start(() -> flaky.once().call(client -> client)));
    }
    while (one.snapshot().inFlight() < 4) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    int failed = 0;
    for (FutureTask<String> call : calls) {
      try {
        assertThat(call.get()).isEqualTo("client"); // came too late to wait for the first
      } catch (ExecutionException e) {
        assertThat(e).hasStackTraceContaining("cannot connect");
        failed++;
      }
    }
    assertThat(failed).isPositive();
    assertThat(one.snapshot().endpoint("a").orElseThrow().failures()).isEqualTo(failed);
    assertThat(flaky.<String, RuntimeException>call(client -> client)).isEqualTo("client");
    assertThat(times).hasValue(2);
    flaky.close();
    assertThat(closed).containsExactly("client");
  }

  @Test
  void callsWhoseClientsAreClosedMeanwhileBlameNoEndpoint() {
    LoadBalancer three =
        LoadBalancer.builder("three")
            .endpoints(Endpoint.named("a"), Endpoint.named("b"), Endpoint.named("c"))
            .balancer(Balancers.roundRobin())
            .retry(RetryPolicy.standard().retryIf(thrown -> true))
            .build();
    Clients<String> mine = three.clients(Endpoint::id, closed::add);
    IOException down = new IOException("down");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                mine.call(
                    client -> {
                      mine.close();
                      throw down;
                    }))
        .withMessage("clients of three are closed")
        .satisfies(thrown -> assertThat(thrown).hasSuppressedException(down));
    Clients<String> others = three.clients(Endpoint::id, closed::add);
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> call = others.with(RetryPolicy.standard()).callAsync(client -> first);
    others.close();
    first.completeExceptionally(down);
    assertThatThrownBy(call::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("clients of three are closed");
    assertThat(three.snapshot().endpoints().stream().mapToLong(e -> e.picks()).sum()).isEqualTo(4);
    assertThat(three.snapshot().endpoints().stream().mapToLong(e -> e.failures()).sum())
        .isEqualTo(2); // those that were down
    assertThat(three.snapshot().inFlight()).isZero();
  }
}
