package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After close and abort: nothing works, nothing is held. */
class ClosedConnectionTest {
  /** Work after close, or are answered by the interface itself: JDBC 4.3 is refused for ever. */
  private static final Set<String> ALWAYS =
      Set.of(
          "close",
          "abort",
          "isClosed",
          "isValid",
          "beginRequest",
          "endRequest",
          "setShardingKey",
          "setShardingKeyIfValid");

  private final Stub stub = new Stub();
  private final ReadWriteDataSource db = stub.withOneReplica().build();

  static Stream<Method> methods() {
    return Arrays.stream(Connection.class.getMethods())
        .filter(each -> !Modifier.isStatic(each.getModifiers()))
        .filter(each -> !ALWAYS.contains(each.getName()));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyOtherMethodIsRefused(Method method) throws Exception {
    Connection connection = db.getConnection();
    Stub.ask(connection);
    connection.close();
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(ClosedConnectionTest::any).toArray();
    assertThatThrownBy(() -> method.invoke(connection, arguments))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
  }

  private static @Nullable Object any(Class<?> type) {
    if (type == boolean.class) {
      return true;
    }
    if (type == int.class) {
      return 1;
    }
    if (type == Class.class) {
      return List.class;
    }
    if (type == String.class) {
      return "x";
    }
    return type == java.util.concurrent.Executor.class
        ? (java.util.concurrent.Executor) Runnable::run
        : null;
  }

  @Test
  void closeIsIdempotentAndSaysSo() throws SQLException {
    Connection connection = db.getConnection();
    Statement bound = connection.createStatement();
    Statement unbound = connection.createStatement();
    bound.execute("select");
    assertThat(connection.isClosed()).isFalse();
    connection.close();
    connection.close();
    assertThat(connection.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    assertThat(bound.isClosed()).isTrue();
    assertThat(unbound.isClosed()).isTrue();
    assertThatThrownBy(() -> bound.execute("select")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> unbound.execute("select")).isInstanceOf(SQLException.class);
    bound.close();
    assertThat(stub.journal).containsOnlyOnce("primary.close", "primary.statement.close");
    assertThat(stub.active()).isZero();
  }

  @Test
  void aNegativeTimeoutOfIsValidIsRefused() throws SQLException {
    try (Connection connection = db.getConnection()) {
      assertThatThrownBy(() -> connection.isValid(-1)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void closingClosesStatementsOnBothNodes() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.prepareStatement("a");
      connection.setReadOnly(true);
      connection.prepareCall("b");
    }
    assertThat(stub.journal).contains("primary.statement.close", "one.statement.close");
  }

  @Test
  void aFailingCloseOfThePoolIsNotTheApplicationsAndCounts() throws SQLException {
    stub.one.failures.put("close", new SQLException("broken", "08006"));
    assertThat(Stub.askReadOnly(db)).isEqualTo("one");
    assertThat(Stub.replica(db, "one").failures()).isOne();
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @Test
  void abortReachesBothNodesAndGivesThemBack() throws SQLException {
    Connection connection = db.getConnection();
    Stub.ask(connection);
    connection.setReadOnly(true);
    Stub.ask(connection);
    assertThatThrownBy(() -> connection.abort(null)).isInstanceOf(SQLException.class);
    ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    connection.abort(tasks::add);
    assertThat(stub.journal).contains("one.abort", "primary.abort");
    assertThat(connection.isClosed()).isTrue();
    tasks.forEach(Runnable::run);
    connection.abort(tasks::add);
    connection.close();
    assertThat(stub.active()).isZero();
    assertThat(db.snapshot().inFlight()).isZero();
    assertThat(Stub.replica(db, "one").failures()).isZero();
    assertThat(stub.journal).containsOnlyOnce("one.abort", "one.close", "primary.close");
  }

  @Test
  void whatIsOpenedDuringAnAbortDoesNotLeak() throws SQLException {
    Connection[] aborted = new Connection[1];
    Stub other = new Stub();
    try (ReadWriteDataSource late =
        ReadWriteDataSource.builder()
            .primary(other.primary)
            .replica("one", other.one)
            .balancer(
                nodes ->
                    context -> {
                      try {
                        aborted[0].abort(Runnable::run);
                      } catch (SQLException e) {
                        throw new IllegalStateException(e);
                      }
                      return nodes.get(0);
                    })
            .build()) {
      aborted[0] = late.getConnection();
      aborted[0].setReadOnly(true);
      assertThatThrownBy(() -> Stub.ask(aborted[0])).hasMessage("the connection is closed");
      assertThat(other.one.opened).hasValue(1);
      assertThat(other.active()).isZero();
      assertThat(late.snapshot().inFlight()).isZero();
    }
  }
}
