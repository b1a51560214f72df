package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FailoverTest {
  @Test
  void standbyTakesOverTheOtherFollowsAndTheOldPrimaryRejoins() throws SQLException {
    try (PostgresCluster cluster = PostgresCluster.start()) {
      PostgresNode old = cluster.primary();
      PostgresNode heir = cluster.standby(1);
      PostgresNode other = cluster.standby(0);
      Rows rows = Rows.create(cluster, "survives");
      rows.insert(1);
      cluster.awaitCaughtUp(Rows.SOON);

      cluster.kill9(old);
      cluster.promote(heir);
      assertThat(cluster.primary()).isSameAs(heir);
      assertThat(cluster.standbys()).containsExactly(other);
      assertThat(old.isPrimary()).isFalse();

      rows.insert(2);
      cluster.awaitCaughtUp(Rows.SOON);
      assertThat(rows.on(other)).isEqualTo("1,2");

      cluster.rejoin(old);
      rows.insert(3);
      cluster.awaitCaughtUp(Rows.SOON);
      assertThat(cluster.standbys()).containsExactly(old, other);
      assertThat(rows.on(old)).isEqualTo("1,2,3");
      assertThatThrownBy(() -> rows.insert(old, 4)).hasMessageContaining("read-only");

      cluster.stop(heir); // and back, in good order this time
      cluster.promote(old);
      rows.insert(5);
      cluster.awaitCaughtUp(Rows.SOON);
      assertThat(rows.on(other)).isEqualTo("1,2,3,5");
    }
  }

  @Test
  void standbyThatHadReceivedMoreGetsAFreshCopyOfTheNewPrimary() throws SQLException {
    try (PostgresCluster cluster = PostgresCluster.start()) {
      PostgresNode behind = cluster.standby(0);
      PostgresNode ahead = cluster.standby(1);
      Rows rows = Rows.create(cluster, "forked");
      cluster.stop(behind);
      rows.insert(1); // only the primary and "ahead" have it
      cluster.awaitCaughtUp(Rows.SOON);
      cluster.kill9(cluster.primary());
      cluster.restart(behind);

      cluster.promote(behind);
      rows.insert(2);
      cluster.awaitCaughtUp(Rows.SOON);

      assertThat(rows.on(behind)).isEqualTo("2");
      assertThat(rows.on(ahead)).isEqualTo("2");
    }
  }

  @Test
  void primaryThatOnlyHungMakesASecondPrimaryUntilItRejoins() throws SQLException {
    try (PostgresCluster cluster = PostgresCluster.start(1)) {
      PostgresNode old = cluster.primary();
      PostgresNode heir = cluster.standby(0);
      Rows rows = Rows.create(cluster, "split");
      cluster.freeze(old);
      cluster.promote(heir);
      cluster.thaw(old);
      rows.insert(old, 1);
      rows.insert(heir, 2);
      assertThat(rows.on(old)).isEqualTo("1");
      assertThat(rows.on(heir)).isEqualTo("2");

      cluster.rejoin(old);
      cluster.awaitCaughtUp(Rows.SOON);
      assertThat(rows.on(old)).isEqualTo("2");
    }
  }
}
