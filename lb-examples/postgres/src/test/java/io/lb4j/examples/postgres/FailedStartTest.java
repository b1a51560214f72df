package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  void serverBehindAWrapperThatForksIsRefused() {
    try (PostgresCluster cluster = PostgresCluster.start(0)) {
      PostgresNode node = cluster.primary();
      cluster.stop(node);
      ServerLog log = new ServerLog(cluster.installation().root().resolve("forked.log"));
      ServerProcess wrapper =
          ServerProcess.launch(forking(cluster.installation()), node.data().path(), log);

      Throwable refusal = catchThrowable(wrapper::awaitReady);

      PidFile file = Objects.requireNonNull(PidFile.read(node.data().path()));
      Signal.KILL.send(List.of(file.pid())); // what the leash cannot know of
      assertThat(refusal)
          .isInstanceOf(PostgresClusterException.class)
          .hasMessageStartingWith(
              "holding pid " + wrapper.pid() + ", but the postmaster is " + file.pid());
    }
  }

  /** The shell stays and waits, as runuser and su do. */
  private static Installation forking(Installation installation) {
    List<String> prefix = new ArrayList<>(List.of("sh", "-c", "\"$@\"; true", "sh"));
    prefix.addAll(installation.account().prefix());
    Account account = new Account(prefix, installation.account().owner());
    return new Installation(
        installation.root(), installation.binaries(), account, installation.leash());
  }

  @Test
  void wrongNumberOfStandbysIsRefused() {
    assertThatThrownBy(() -> PostgresCluster.start(10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("standbys: 10 (expected: 0 to 9)");
  }
}
