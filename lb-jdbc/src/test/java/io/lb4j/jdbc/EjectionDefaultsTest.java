package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.event.EndpointSnapshot;
import io.lb4j.load.NodeState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When replicas are left alone, and who serves then, unless the application says otherwise. */
class EjectionDefaultsTest {
  private final Stub stub = new Stub();
  private final AtomicLong now = new AtomicLong();

  private void breaks(ReadWriteDataSource db) {
    SQLException broke = new SQLException("dead in the pool", "08006");
    stub.one.failures.put("select", broke);
    assertThatThrownBy(() -> Stub.askReadOnly(db)).isSameAs(broke);
  }

  @Test
  void thePrimaryIsTheLastResortAndReplicasAreLeftAloneThen() throws SQLException {
    ReadWriteDataSource db = stub.builder().ticker(now::get).build();
    stub.one.refuse(Stub.down());
    stub.two.refuse(Stub.down());
    for (int i = 0; i < 2; i++) {
      stub.journal.clear();
      assertThat(Stub.askReadOnly(db)).isEqualTo("primary");
      assertThat(stub.journal.subList(0, 2))
          .containsExactlyInAnyOrder("one.getConnection", "two.getConnection");
      assertThat(stub.journal.get(2)).isEqualTo("primary.getConnection");
    }
    assertThat(Stub.replica(db, "one").state()).isEqualTo(NodeState.EJECTED);
    assertThat(Stub.replica(db, "two").state()).isEqualTo(NodeState.EJECTED);
    stub.journal.clear();
    assertThat(Stub.askReadOnly(db)).isEqualTo("primary");
    assertThat(stub.journal).startsWith("primary.getConnection");

    stub.one.recover();
    stub.two.recover();
    now.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(Stub.askReadOnly(db)).isIn("one", "two");
    assertThat(Stub.askReadOnly(db)).isIn("one", "two");
    assertThat(Stub.replica(db, "one").state()).isEqualTo(NodeState.SLOW_START);
    assertThat(Stub.replica(db, "two").state()).isEqualTo(NodeState.SLOW_START);
  }

  @Test
  void twoConnectionsThatBreakInARowEjectAReplicaOneDoesNot() throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().ticker(now::get).build();
    breaks(db);
    stub.one.recover();
    assertThat(Stub.askReadOnly(db)).isEqualTo("one"); // so the next is the first in a row
    breaks(db);
    assertThat(Stub.replica(db, "one").state()).isEqualTo(NodeState.HEALTHY);
    breaks(db);
    assertThat(Stub.replica(db, "one").state()).isEqualTo(NodeState.EJECTED);
    assertThat(Stub.askReadOnly(db)).isEqualTo("primary");
  }

  /** They have a fault in common, and there is nowhere else to go. */
  @Test
  void withoutFallbackNobodyIsEjectedWhileAllAreDown() throws SQLException {
    ReadWriteDataSource db = stub.builder().fallbackToPrimary(false).ticker(now::get).build();
    stub.one.refuse(Stub.down());
    stub.two.refuse(Stub.down());
    for (int i = 0; i < 4; i++) {
      assertThatThrownBy(() -> Stub.askReadOnly(db)).isInstanceOf(SQLException.class);
    }
    assertThat(db.snapshot().endpoints())
        .extracting(EndpointSnapshot::state)
        .containsOnly(NodeState.HEALTHY);
    stub.two.recover();
    for (int i = 0; i < 40; i++) {
      assertThat(Stub.askReadOnly(db)).isEqualTo("two");
    }
    assertThat(Stub.replica(db, "one").state()).isEqualTo(NodeState.EJECTED);
  }
}
