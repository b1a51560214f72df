package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.LoadBalancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.examples.postgres.PostgresCluster;
import io.lb4j.health.HealthTracker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The driver's connections, balanced by its property {@code socketFactory}. */
@ExtendWith(SharedCluster.class)
class PostgresSocketFactoryTest {
  private final PostgresCluster cluster = SharedCluster.cluster();
  private final String dead = "tcp://127.0.0.1:" + freePort();
  private final String primary = "tcp://127.0.0.1:" + cluster.primary().port();
  private final LoadBalancer nodes =
      LoadBalancer.builder("postgres")
          .endpoints(dead, primary)
          .balancer(Balancers.roundRobin())
          .health(HealthTracker.none()) // so that the dead one is tried each time
          .closeGrace(Duration.ZERO)
          .build();

  /** What pgjdbc wants: the name of a public class it can make, so what it needs is static. */
  public static final class Sockets extends SocketFactory {
    static volatile @Nullable SocketFactory target;

    private static SocketFactory target() {
      return Objects.requireNonNull(target, "not set");
    }

    @Override
    public Socket createSocket() throws IOException {
      return target().createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return target().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return target().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
        throws IOException {
      return target().createSocket(host, port, from, fromPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
        throws IOException {
      return target().createSocket(host, port, from, fromPort);
    }
  }

  /** Nobody listens there: it was bound, and is free again. */
  private static int freePort() {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void set() {
    Sockets.target = nodes.socketFactory();
  }

  @AfterEach
  void close() {
    Sockets.target = null;
    nodes.close();
  }

  /** The address in the URL is the service's logical one: nobody could connect to it. */
  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", cluster.primary().user());
    properties.setProperty("socketFactory", Sockets.class.getName());
    return DriverManager.getConnection("jdbc:postgresql://postgres.invalid:1/postgres", properties);
  }

  private EndpointSnapshot seen(String uri) {
    return nodes.snapshot().endpoint(uri.substring("tcp://".length())).orElseThrow();
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void connectionsMoveOnFromTheDeadPortAndAreInFlightWhileOpen() throws SQLException {
    List<Connection> open = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      Connection connection = connect();
      open.add(connection);
      assertThat(number(connection, "select inet_server_port()"))
          .isEqualTo(cluster.primary().port());
      assertThat(seen(primary).inFlight()).isEqualTo(i);
    }
    assertThat(seen(dead).failures()).isPositive();
    assertThat(seen(dead).inFlight()).isZero();
    for (int left = 3; left >= 0; left--) {
      open.get(left).close();
      assertThat(seen(primary).inFlight()).isEqualTo(left);
    }
    assertThat(seen(primary).failures()).isZero();
    assertThat(seen(primary).successes()).isEqualTo(4);
  }

  /** The kernel closes its sockets in order: the socket cannot tell that from a server's close. */
  @Test
  void aConnectionThatTheServerClosesByDyingIsNoLongerInFlight() throws SQLException {
    Connection connection = connect();
    assertThat(seen(primary).inFlight()).isEqualTo(1);
    cluster.kill9(cluster.primary());
    assertThatThrownBy(() -> number(connection, "select 1")).isInstanceOf(SQLException.class);
    assertThat(seen(primary).inFlight()).isZero();
    assertThat(seen(primary).failures()).isZero();
    connection.close();
  }

  /** It dies with a query it has not read: the connection is reset, and that is a failure. */
  @Test
  void aConnectionThatBreaksIsAFailure() throws Exception {
    Connection connection = connect();
    cluster.freeze(cluster.primary());
    CompletableFuture<SQLException> thrown = new CompletableFuture<>();
    Thread asks =
        new Thread(
            () -> {
              try {
                number(connection, "select 1");
                thrown.completeExceptionally(new AssertionError("it answered"));
              } catch (SQLException e) {
                thrown.complete(e);
              }
            });
    asks.start();
    Pools.await("the query is sent", () -> isReading(asks));
    cluster.kill9(cluster.primary());
    assertThat((Throwable) thrown.get(60, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(SocketException.class);
    assertThat(seen(primary).inFlight()).isZero();
    assertThat(seen(primary).failures()).isEqualTo(1);
    connection.close();
  }

  private static boolean isReading(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("processResults"));
  }
}
