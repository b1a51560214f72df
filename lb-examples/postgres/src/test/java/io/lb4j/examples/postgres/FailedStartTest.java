package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FailedStartTest {
  @Test
  void messageEndsWithTheServersLog() throws IOException {
    try (PostgresCluster cluster = PostgresCluster.start(1);
        ServerSocket squatter = new ServerSocket()) {
      PostgresNode standby = cluster.standby(0);
      cluster.kill9(standby);
      squatter.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), standby.port()));

      assertThatThrownBy(() -> cluster.restart(standby))
          .isInstanceOf(PostgresClusterException.class)
          .hasMessageContaining("ended with 1")
          .hasMessageContaining("Address already in use");
      assertThat(standby.isRunning()).isFalse();
    }
  }

  @Test
  void serverThatIsNotTheProcessWeHoldIsRefused() throws IOException {
    try (PostgresCluster cluster = PostgresCluster.start(0)) {
      PostgresNode node = cluster.primary();
      cluster.kill9(node);
      node.data().replace(PidFile.NAME, "4194303\n/elsewhere\n");
      node.launch();
      node.data().replace(PidFile.NAME, "4194302\n/elsewhere\n"); // as a forking wrapper would

      assertThatThrownBy(node::awaitReady)
          .isInstanceOf(PostgresClusterException.class)
          .hasMessageContaining("the postmaster is 4194302");
    }
  }

  @Test
  void wrongNumberOfStandbysIsRefused() {
    assertThatThrownBy(() -> PostgresCluster.start(10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("standbys: 10 (expected: 0 to 9)");
  }
}
