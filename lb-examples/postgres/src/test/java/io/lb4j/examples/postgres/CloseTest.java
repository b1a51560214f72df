package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CloseTest {
  @Test
  void closeLeavesNothingAndMayBeRepeated() {
    PostgresCluster cluster = PostgresCluster.start();
    Traces traces = Traces.of(cluster);
    assertThat(traces.root()).isDirectory();
    assertThat(traces.processes()).hasSizeGreaterThan(3);

    cluster.close();
    cluster.close();

    assertThat(traces.areGone()).isTrue();
    assertThatThrownBy(() -> cluster.restart(cluster.primary()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closeEndsKilledAndFrozenNodesToo() {
    PostgresCluster cluster = PostgresCluster.start();
    Traces traces = Traces.of(cluster);
    cluster.kill9(cluster.primary());
    cluster.freeze(cluster.standby(0));
    cluster.pauseReplay(cluster.standby(1));

    cluster.close();

    assertThat(traces.areGone()).isTrue();
  }

  @Test
  void closeIsThoroughOnAnInterruptedThread() {
    PostgresCluster cluster = PostgresCluster.start(0);
    Traces traces = Traces.of(cluster);

    Thread.currentThread().interrupt();
    cluster.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(traces.areGone()).isTrue();
  }

  @Test
  void closeDoesTheWorkOfALeashThatWasKilled() {
    PostgresCluster cluster = PostgresCluster.start(0);
    Traces traces = Traces.of(cluster);
    ProcessHandle leash = ProcessHandle.of(cluster.installation().leash().pid()).orElseThrow();
    assertThat(leash.destroyForcibly()).isTrue();

    cluster.close();

    assertThat(traces.areGone()).isTrue();
  }
}
