package io.lb4j.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.lb4j.LoadBalancer;
import io.lb4j.examples.postgres.PostgresCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Java block of the README, compiled as it stands and run against real servers. */
class ReadmeTest {
  private final Readme readme = Readme.read();
  private final Surroundings surroundings =
      new Surroundings() {
        @Override
        public void run() {}
      };

  @TempDir Path folder;
  private HttpServer one;
  private HttpServer two;

  @BeforeEach
  void startServers() throws IOException {
    one = server("order 1 from one");
    two = server("order 1 from two");
  }

  @AfterEach
  void stopServers() {
    one.stop(0);
    two.stop(0);
  }

  private static HttpServer server(String answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private String run(String name) throws Exception {
    String body =
        readme
            .snippet(name)
            .replace("http://10.0.0.1:8080", "http://127.0.0.1:" + one.getAddress().getPort())
            .replace("http://10.0.0.2:8080", "http://127.0.0.1:" + two.getAddress().getPort());
    return new Snippet(body).run(surroundings, folder);
  }

  @Test
  void everyJavaBlockHasANameAndATest() {
    assertThat(readme.snippets())
        .containsOnlyKeys("http", "jdbc", "sharding", "core", "clients", "living");
  }

  @Test
  void theReadmeIsShortAndStartsWithARunningExample() {
    List<String> lines = readme.lines();
    assertThat(lines).hasSizeLessThanOrEqualTo(200);
    assertThat(lines.indexOf("<!-- snippet: http -->")).isBetween(0, 29);
    assertThat(String.join("\n", lines.subList(0, 30))).contains("string());");
  }

  @Test
  void http() throws Exception {
    assertThat(run("http")).matches("order 1 from (one|two)\\R");
  }

  @Test
  void core() throws Exception {
    assertThat(run("core")).contains("orders", "127.0.0.1:" + one.getAddress().getPort());
  }

  @Test
  void clients() throws Exception {
    surroundings.orders =
        LoadBalancer.builder("orders")
            .endpoints("http://127.0.0.1:" + one.getAddress().getPort())
            .build();
    assertThat(run("clients")).isEmpty();
  }

  @Test
  void living() throws Exception {
    assertThat(run("living")).isEmpty();
  }

  @Test
  void jdbcAndSharding() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start()) {
      surroundings.primaryPool = cluster.primary().dataSource();
      surroundings.pool1 = cluster.standby(0).dataSource();
      surroundings.pool2 = cluster.standby(1).dataSource();
      try (Connection connection = surroundings.primaryPool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create table users as select generate_series(1, 7) as id");
      }
      cluster.awaitCaughtUp(Duration.ofSeconds(30));
      assertThat(run("jdbc")).isEqualToIgnoringNewLines("7");

      surroundings.pool0 = surroundings.primaryPool;
      AtomicLong saved = new AtomicLong();
      surroundings.repository = saved::set;
      assertThat(run("sharding")).matches("s[012]: postgres\\R");
      assertThat(saved).hasValue(42);
    }
  }
}
