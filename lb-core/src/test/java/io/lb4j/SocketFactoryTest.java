package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancers;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets on the loopback device. */
class SocketFactoryTest {
  private static final SocketAddress LOGICAL = InetSocketAddress.createUnresolved("redis", 6379);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private interface Conversation {
    void with(Socket client) throws IOException;
  }

  /** Answers every connection on a thread of its own. */
  private String server(Conversation conversation) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(server);
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                  conversation.with(client);
                } catch (IOException e) { // the test is over, or has hung up
                  continue;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return uri(server.getLocalPort());
  }

  private static String uri(int port) {
    return "tcp://127.0.0.1:" + port;
  }

  private String says(int number) throws IOException {
    return server(client -> client.getOutputStream().write(number));
  }

  /** Nobody listens there: it was bound, and is free again. */
  private static String dead() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return uri(server.getLocalPort());
    }
  }

  private LoadBalancer service(String... uris) {
    LoadBalancer balancer =
        LoadBalancer.builder("redis")
            .endpoints(uris)
            .balancer(Balancers.roundRobin())
            .closeGrace(Duration.ZERO)
            .build();
    open.add(balancer);
    return balancer;
  }

  private static EndpointSnapshot only(LoadBalancer balancer) {
    return balancer.snapshot().endpoints().get(0);
  }

  @Test
  void connectionsGoToAllEndpoints() throws IOException {
    SocketFactory sockets = service(says(1), says(2), says(3)).socketFactory();
    Map<Integer, Integer> answers = new HashMap<>();
    for (int i = 0; i < 30; i++) {
      try (Socket socket = sockets.createSocket("redis", 6379)) {
        answers.merge(socket.getInputStream().read(), 1, Integer::sum);
      }
    }
    assertThat(answers).isEqualTo(Map.of(1, 10, 2, 10, 3, 10));
  }

  @Test
  void aConnectionIsInFlightUntilItIsClosed() throws IOException {
    LoadBalancer redis = service(server(client -> client.getInputStream().read()));
    Socket socket = redis.socketFactory().createSocket();
    assertThat(only(redis).inFlight()).isZero();
    socket.connect(LOGICAL);
    assertThat(socket.isConnected()).isTrue();
    assertThat(only(redis).inFlight()).isEqualTo(1);
    socket.getOutputStream().close(); // closes the socket, as streams of sockets do
    assertThat(socket.isClosed()).isTrue();
    assertThat(only(redis).inFlight()).isZero();
    assertThat(only(redis).successes()).isEqualTo(1);
    socket.close();
    assertThat(only(redis).picks()).isEqualTo(1);
  }

  /** The JDK closes a socket that could not connect, so another must take over what was set. */
  @Test
  void whatWasSetHoldsOnTheNextEndpoint() throws IOException {
    LoadBalancer redis = service(dead(), says(7));
    for (int i = 0; i < 2; i++) { // whoever is first in turn
      try (Socket socket = redis.socketFactory().createSocket()) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(12_345);
        socket.setKeepAlive(true);
        socket.setSoLinger(true, 3);
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        socket.connect(LOGICAL, 10_000);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
        assertThat(socket.getTcpNoDelay()).isTrue();
        assertThat(socket.getSoTimeout()).isEqualTo(12_345);
        assertThat(socket.getKeepAlive()).isTrue();
        assertThat(socket.getSoLinger()).isEqualTo(3);
        assertThat(socket.getReuseAddress()).isTrue();
      }
    }
    assertThat(redis.snapshot().endpoints())
        .anyMatch(each -> each.failures() >= 1)
        .allMatch(each -> each.inFlight() == 0);
  }

  @Test
  void noneLeftIsAConnectExceptionWithCounts() throws IOException {
    LoadBalancer redis = service(dead(), dead());
    Socket socket = redis.socketFactory().createSocket();
    assertThatThrownBy(() -> socket.connect(LOGICAL))
        .isInstanceOf(ConnectException.class)
        .hasCauseInstanceOf(NoAvailableEndpointException.class);
    assertThat(redis.snapshot().inFlight()).isZero();
    assertThat(redis.snapshot().endpoints()).allMatch(each -> each.failures() == 1);
    socket.close();
  }

  /**
   * A queue of connections that is full answers nothing, or refuses; either way the next is tried.
   */
  @Test
  void aSilentEndpointTakesItsPartOfTheTimeOnly() throws IOException {
    ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.add(full);
    for (int i = 0; i < 4; i++) {
      Socket filler = new Socket();
      open.add(filler);
      try {
        filler.connect(full.getLocalSocketAddress(), 50);
      } catch (SocketTimeoutException | ConnectException e) {
        break; // full
      }
    }
    LoadBalancer redis = service(uri(full.getLocalPort()), says(5));
    for (int i = 0; i < 2; i++) {
      try (Socket socket = redis.socketFactory().createSocket()) {
        socket.connect(LOGICAL, 900);
        assertThat(socket.getInputStream().read()).isEqualTo(5);
      }
    }
    assertThat(redis.snapshot().endpoint("127.0.0.1:" + full.getLocalPort()).orElseThrow())
        .satisfies(each -> assertThat(each.failures()).isBetween(1L, 2L)); // as the turns fall
  }

  @Test
  void aConnectionThatBreaksIsAFailure() throws IOException {
    LoadBalancer redis =
        service(
            server(
                client -> {
                  client.getInputStream().read();
                  client.setSoLinger(true, 0); // close resets
                }));
    try (Socket socket = redis.socketFactory().createSocket("redis", 1)) {
      socket.getOutputStream().write(1);
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThat(only(redis).failures()).isEqualTo(1);
    }
    assertThat(only(redis).inFlight()).isZero();
    assertThat(only(redis).picks()).isEqualTo(1);
  }

  @Test
  void aReadThatTimesOutSaysNothingOfTheConnection() throws IOException {
    LoadBalancer redis = service(server(client -> client.getInputStream().read()));
    try (Socket socket = redis.socketFactory().createSocket("redis", 1)) {
      socket.setSoTimeout(1);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(only(redis).failures()).isZero();
    }
    assertThat(only(redis).successes()).isEqualTo(1);
  }

  @Test
  void aLongConnectionIsNoLeak() throws IOException {
    FakeTicker ticker = new FakeTicker();
    VirtualScheduler scheduler = new VirtualScheduler(ticker);
    LoadBalancer redis =
        LoadBalancer.builder("redis")
            .endpoints(says(1))
            .leakGuard(LeakGuard.after(Duration.ofHours(1)))
            .closeGrace(Duration.ZERO)
            .ticker(ticker)
            .scheduler(scheduler)
            .build();
    open.add(redis);
    List<Socket> sockets = // more than the first ring holds
        Stream.generate(() -> connected(redis)).limit(300).toList();
    ticker.advance(Duration.ofHours(2));
    Lease forgotten = redis.acquire();
    ticker.advance(Duration.ofHours(2));
    redis.acquire().success();
    scheduler.runDue();
    assertThat(redis.snapshot().inFlight()).isEqualTo(300); // without the one forgotten
    forgotten.success();
    for (Socket socket : sockets) {
      socket.close();
    }
    assertThat(redis.snapshot().inFlight()).isZero();
    assertThat(only(redis).successes()).isEqualTo(301);
  }

  private static Socket connected(LoadBalancer balancer) {
    try {
      return balancer.socketFactory().createSocket("redis", 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void onceClosedItStaysClosed() throws IOException {
    LoadBalancer redis = service(says(1));
    Socket socket = redis.socketFactory().createSocket();
    socket.close();
    assertThatThrownBy(() -> socket.connect(LOGICAL)).isInstanceOf(SocketException.class);
    assertThat(redis.snapshot().inFlight()).isZero();
    assertThat(only(redis).failures()).isZero();
  }
}
