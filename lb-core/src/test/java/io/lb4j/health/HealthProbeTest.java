package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.ProbeVerdict.Health;
import io.lb4j.testing.Nodes;
import io.lb4j.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Real sockets and threads; no test waits for time to pass. */
class HealthProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static CompletableFuture<ProbeVerdict> tcp(String uri) {
    return HealthProbe.tcp().check(Endpoint.of(uri), PATIENCE).toCompletableFuture();
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @Test
  void connectsToWhatListensAndClosesAgain() throws Exception {
    try (ServerSocket server = listening()) {
      CompletableFuture<ProbeVerdict> check = tcp("tcp://127.0.0.1:" + server.getLocalPort());
      try (Socket accepted = server.accept()) {
        assertThat(check.get(20, TimeUnit.SECONDS)).isEqualTo(ProbeVerdict.passed());
        assertThat(accepted.getInputStream().read()).isEqualTo(-1); // closed by the probe
      }
    }
  }

  @Test
  void looksUpNames() throws Exception {
    try (ServerSocket server = listening()) {
      CompletableFuture<ProbeVerdict> check = tcp("tcp://localhost:" + server.getLocalPort());
      assertThat(check.get(20, TimeUnit.SECONDS).isPassed()).isTrue();
    }
    assertThat(tcp("tcp://nowhere.invalid:80").get(20, TimeUnit.SECONDS))
        .isEqualTo(ProbeVerdict.failed("unknown host nowhere.invalid"));
  }

  @Test
  void isRefusedWhereNobodyListens() throws Exception {
    int port;
    try (ServerSocket server = listening()) {
      port = server.getLocalPort();
    }
    assertThatThrownBy(() -> tcp("tcp://127.0.0.1:" + port).get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void needsAnAddress() throws Exception {
    CompletableFuture<ProbeVerdict> check =
        HealthProbe.tcp().check(Endpoint.named("a"), PATIENCE).toCompletableFuture();
    assertThat(check.get()).isEqualTo(ProbeVerdict.failed("it has no address"));
  }

  /** A full backlog answers no more: the check hangs until it is cancelled, and lets go then. */
  @Test
  void aCancelledCheckClosesItsSocket() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String uri = "tcp://127.0.0.1:" + server.getLocalPort();
      for (int i = 0; i < 200; i++) {
        tcp(uri).cancel(true);
      }
      CompletableFuture<ProbeVerdict> check = tcp(uri);
      check.cancel(true);
      assertThat(check).isCancelled();
    }
  }

  @Test
  void aProberFindsOutAboutRealSockets() throws Exception {
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    CompletableFuture<ProbeVerdict> up = new CompletableFuture<>();
    CompletableFuture<ProbeVerdict> down = new CompletableFuture<>();
    ServerSocket server = listening();
    Prober prober =
        new Prober(
            HealthProbe.tcp(),
            ProbePolicy.every(Duration.ofMillis(20)).withThresholds(1, 1),
            (each, verdict) -> (verdict.isPassed() ? up : down).complete(verdict),
            scheduler,
            Ticker.system(),
            ThreadLocalRandom::current);
    prober.watch(Nodes.healthy(Endpoint.of("tcp://127.0.0.1:" + server.getLocalPort())));
    up.get(20, TimeUnit.SECONDS);
    server.close();
    assertThat(down.get(20, TimeUnit.SECONDS).health()).isEqualTo(Health.FAILED);
    prober.close();
    scheduler.shutdownNow();
  }

  @Test
  void aBlockingCheckRunsOnItsExecutorAndIsInterruptedWhenCancelled() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    HealthProbe probe =
        HealthProbe.blocking(
            (endpoint, timeout) -> {
              if (calls.incrementAndGet() > 1) {
                return ProbeVerdict.passed();
              }
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return ProbeVerdict.passed();
            },
            pool);
    Endpoint endpoint = Endpoint.named("a");
    CompletableFuture<ProbeVerdict> first = probe.check(endpoint, PATIENCE).toCompletableFuture();
    begun.await();
    first.cancel(true);
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    pool.submit(() -> {}).get(); // one thread: the task has ended by now
    assertThat(probe.check(endpoint, PATIENCE).toCompletableFuture().get())
        .isEqualTo(ProbeVerdict.passed());
    pool.shutdownNow();
  }

  @Test
  void aBlockingCheckThatThrowsOrFindsNoThreadFails() {
    HealthProbe throwing =
        HealthProbe.blocking(
            (endpoint, timeout) -> {
              throw new IOException("broken");
            },
            Runnable::run);
    assertThat(throwing.check(Endpoint.named("a"), PATIENCE).toCompletableFuture())
        .isCompletedExceptionally();
    assertThat(throwing.check(Endpoint.named("a"), PATIENCE).toCompletableFuture())
        .isCompletedExceptionally(); // not "has not ended"

    ThreadPoolExecutor full =
        new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
    full.shutdown();
    HealthProbe rejected = HealthProbe.blocking((endpoint, timeout) -> ProbeVerdict.passed(), full);
    for (int i = 0; i < 2; i++) {
      assertThat(rejected.check(Endpoint.named("a"), PATIENCE).toCompletableFuture())
          .isCompletedExceptionally();
    }
  }
}
