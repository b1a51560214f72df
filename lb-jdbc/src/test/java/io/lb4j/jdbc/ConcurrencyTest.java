package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.health.EjectionPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Many threads, replicas that come and go: nothing is lost, nothing leaks, nothing goes astray. */
class ConcurrencyTest {
  private static final int THREADS = 8;
  private static final int OPERATIONS = 14_000; // each

  private final StubPool primary = StubPool.silent("primary");
  private final StubPool one = StubPool.silent("one");
  private final StubPool two = StubPool.silent("two");
  private final LongAdder reads = new LongAdder();
  private final LongAdder broken = new LongAdder();

  @Test
  void nothingLeaks() throws Exception {
    ReadWriteDataSource db =
        ReadWriteDataSource.builder()
            .primary(primary)
            .replica("one", one)
            .replica("two", two)
            .ejection(new EjectionPolicy(Duration.ofMillis(1), Duration.ofMillis(2), 0))
            .build();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
    try {
      Future<?> chaos = threads.submit(() -> disturb(done));
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        workers.add(threads.submit(() -> work(db)));
      }
      for (Future<?> worker : workers) {
        worker.get(60, TimeUnit.SECONDS);
      }
      done.set(true);
      chaos.get(60, TimeUnit.SECONDS);
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
    for (StubPool pool : List.of(primary, one, two)) {
      assertThat(pool.active).as(pool.name).hasValue(0);
      assertThat(pool.dirt).as(pool.name).isEmpty();
    }
    assertThat(db.snapshot().inFlight()).isZero();
    assertThat(reads.sum() + broken.sum()).isEqualTo((long) THREADS * OPERATIONS);
    assertThat(one.executions.sum()).isPositive();
    assertThat(two.executions.sum()).isPositive();
    assertThat(Stub.replica(db, "one").failures()).isPositive();

    db.drain("one");
    db.drain("two");
    one.recover();
    two.recover();
    assertThat(Stub.askReadOnly(db)).isEqualTo("primary");
    db.close();
  }

  /** Fails and recovers by what the workers have done, not by the clock. */
  private Void disturb(AtomicBoolean done) {
    for (int turn = 0; !done.get(); turn++) {
      StubPool victim = turn % 2 == 0 ? one : two;
      if (turn % 3 == 0) {
        victim.refuse(Stub.down());
      } else {
        victim.failures.put("select", new SQLException("broke", "08006"));
      }
      awaitReads(500, done);
      victim.recover();
      awaitReads(2000, done);
    }
    return null;
  }

  private void awaitReads(int more, AtomicBoolean done) {
    long until = reads.sum() + more;
    while (reads.sum() < until && !done.get()) {
      LockSupport.parkNanos(100_000);
    }
  }

  private Void work(ReadWriteDataSource db) throws SQLException {
    for (int i = 0; i < OPERATIONS; i++) {
      try (Connection connection = db.getConnection()) {
        connection.setAutoCommit(i % 4 == 0);
        connection.setReadOnly(i % 8 != 1);
        if (i % 16 == 2) {
          connection.setSchema("s" + i);
        }
        Stub.ask(connection);
        if (i % 8 == 3) {
          connection.commit();
          connection.setReadOnly(false);
          assertThat(Stub.ask(connection)).isEqualTo("primary");
          connection.rollback();
        }
        reads.increment();
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("08006"); // a statement that met the failure
        broken.increment();
      }
    }
    return null;
  }
}
