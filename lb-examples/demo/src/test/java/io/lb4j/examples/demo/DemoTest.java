package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.examples.postgres.PostgresCluster;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The whole demo, with shorter acts: real servers, a real cluster, in a JVM of its own. */
@Execution(ExecutionMode.SAME_THREAD)
class DemoTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int HTTP_PORTS = 5;
  private static final int SQL_PORTS = 3;

  @BeforeAll
  static void onUnixOnly() {
    String os = System.getProperty("os.name", "");
    Assumptions.assumeFalse(os.startsWith("Windows"), "looks at signals and permissions");
  }

  @Test
  void losesNothingAndLeavesNothing() throws Exception {
    Assumptions.assumeTrue(PostgresCluster.isSupported());
    try (ChildDemo demo = ChildDemo.start("--fast")) {
      assertThat(demo.exitStatus()).as(demo.output()).isZero();

      assertThat(lastLine(demo))
          .matches("demo: \\d{3,} requests, 0 lost, \\d{2,} reads, \\d{2,} writes, 0 failed");
      assertThat(demo.output())
          .contains(" 9/10 crash ", "10/10 rejoin ", "orders-2 ", "replica-1 ", "share moved")
          .doesNotContain("\u001b");
      assertNothingIsLeft(demo, HTTP_PORTS + SQL_PORTS);
    }
  }

  @Test
  void interruptedItStopsEverythingAndSaysSo() throws Exception {
    Assumptions.assumeTrue(PostgresCluster.isSupported());
    try (ChildDemo demo = ChildDemo.start("--plain")) {
      demo.awaitOutput(" 3/10 slow ");
      assertThat(demo.ports()).allMatch(ChildDemo::isListening).hasSize(HTTP_PORTS + SQL_PORTS);
      demo.terminate();

      assertThat(demo.exitStatus()).isEqualTo(128 + 15);
      assertThat(lastLine(demo)).isEqualTo("demo: interrupted, everything is stopped");
      assertNothingIsLeft(demo, HTTP_PORTS + SQL_PORTS);
    }
  }

  @Test
  void playsTheHttpHalfAlone() throws Exception {
    try (ChildDemo demo = ChildDemo.start("--fast", "--http-only")) {
      assertThat(demo.exitStatus()).as(demo.output()).isZero();

      assertThat(lastLine(demo))
          .matches("demo: \\d{3,} requests, 0 lost, 0 reads, 0 writes, 0 failed");
      assertThat(demo.output()).contains(" 8/8 join ").doesNotContain("replica-1");
      assertNothingIsLeft(demo, HTTP_PORTS);
    }
  }

  @Test
  void anOptionNobodyKnowsEndsItAtOnce() throws Exception {
    try (ChildDemo demo = ChildDemo.start("--quick")) {
      assertThat(demo.exitStatus()).isEqualTo(2);
      assertThat(lastLine(demo)).startsWith("demo: option: --quick (expected: ");
    }
  }

  private static void assertNothingIsLeft(ChildDemo demo, int ports) throws IOException {
    assertThat(demo.ports()).hasSize(ports).noneMatch(ChildDemo::isListening);
    assertThat(Pause.until(SOON, () -> demo.processesLeft().isEmpty()))
        .as("processes left: %s", demo.processesLeft())
        .isTrue();
    assertThat(demo.filesLeft()).isEmpty();
  }

  private static String lastLine(ChildDemo demo) throws IOException {
    return demo.output().lines().reduce("", (before, line) -> line);
  }
}
