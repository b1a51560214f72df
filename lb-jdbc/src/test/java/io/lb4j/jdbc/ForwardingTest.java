package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every method of the wide interfaces arrives at the driver: same name, same arguments, same value.
 */
class ForwardingTest {
  /** Answered by lb4j itself. */
  private static final Set<String> OURS =
      Set.of("getConnection", "getStatement", "unwrap", "isWrapperFor", "close", "isClosed");

  /** Kept until a plain statement is executed. */
  private static final Set<String> KEPT = Set.of("addBatch", "clearBatch");

  private final List<Method> called = new ArrayList<>();
  private final List<@Nullable Object> with = new ArrayList<>();
  private @Nullable Object answer;

  private <T> T driver(Class<T> type) {
    return StubConnection.proxy(
        type,
        (proxy, method, arguments) -> {
          if (method.getName().equals("isClosed")) {
            return false;
          }
          called.add(method);
          with.clear();
          if (arguments != null) {
            with.addAll(Arrays.asList(arguments));
          }
          answer = value(method.getReturnType());
          return answer;
        });
  }

  private static BoundConnection node(Connection connection) {
    return new BoundConnection("primary", connection, null);
  }

  @Test
  void resultSet() throws Exception {
    ResultSet rows =
        new RoutedResultSet(driver(ResultSet.class), null, node(driver(Connection.class)));
    allArrive(ResultSet.class, rows, Set.of());
  }

  @Test
  void preparedStatement() throws Exception {
    try (Connection connection = open()) {
      allArrive(PreparedStatement.class, connection.prepareStatement("select"), Set.of());
    }
  }

  @Test
  void callableStatement() throws Exception {
    try (Connection connection = open()) {
      allArrive(CallableStatement.class, connection.prepareCall("call"), Set.of());
    }
  }

  @Test
  void plainStatement() throws Exception {
    try (Connection connection = open()) {
      Statement statement = connection.createStatement();
      statement.execute("select");
      allArrive(Statement.class, statement, KEPT);
    }
  }

  @Test
  void connection() throws Exception {
    try (Connection connection = open()) {
      connection.setAutoCommit(false);
      for (String name :
          List.of(
              "nativeSQL",
              "createClob",
              "createBlob",
              "createNClob",
              "createSQLXML",
              "createArrayOf",
              "createStruct",
              "rollback",
              "releaseSavepoint")) {
        for (Method method : Connection.class.getMethods()) {
          if (method.getName().equals(name) && (name.startsWith("r") == takesSavepoint(method))) {
            arrives(method, connection);
          }
        }
      }
    }
  }

  private static boolean takesSavepoint(Method method) {
    return Arrays.equals(method.getParameterTypes(), new Class<?>[] {java.sql.Savepoint.class});
  }

  private Connection open() throws SQLException {
    Connection driver =
        StubConnection.proxy(
            Connection.class,
            (proxy, method, arguments) -> {
              if (Statement.class.isAssignableFrom(method.getReturnType())) {
                return driver(method.getReturnType());
              }
              if (Set.of("getAutoCommit", "isReadOnly", "setAutoCommit", "setReadOnly", "close")
                  .contains(method.getName())) {
                return StubConnection.nothing(method.getReturnType());
              }
              return method.invoke(driver(Connection.class), arguments);
            });
    DataSource pool = StubConnection.proxy(DataSource.class, (proxy, method, none) -> driver);
    Routes routes = new Routes("db", pool, Map.of(), null, true);
    return new RoutedConnection(routes);
  }

  private void allArrive(Class<?> type, Object wrapper, Set<String> except) throws Exception {
    List<Method> methods =
        Stream.of(type.getMethods())
            .filter(each -> !Modifier.isStatic(each.getModifiers()))
            .filter(each -> !OURS.contains(each.getName()) && !except.contains(each.getName()))
            .toList();
    assertThat(methods).hasSizeGreaterThan(40);
    for (Method method : methods) {
      arrives(method, wrapper);
    }
  }

  private void arrives(Method method, Object wrapper) throws Exception {
    called.clear();
    @Nullable Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(ForwardingTest::value).toArray();
    @Nullable Object returned = method.invoke(wrapper, arguments);
    assertThat(called).as(method.toString()).isNotEmpty();
    Method last = called.get(called.size() - 1);
    assertThat(last.getName()).as(method.toString()).isEqualTo(method.getName());
    assertThat(last.getParameterTypes())
        .as(method.toString())
        .isEqualTo(method.getParameterTypes());
    assertThat(with).as(method.toString()).containsExactly(arguments);
    if (method.getReturnType() != ResultSet.class) {
      assertThat(returned).as(method.toString()).isEqualTo(answer);
    }
  }

  private static int next = 1000;

  /** A value that is not mistaken for another. */
  private static @Nullable Object value(Class<?> type) {
    next++;
    if (type.isArray()) {
      return Array.newInstance(type.getComponentType(), 1);
    }
    if (type == int.class) {
      return next % 2 == 0 ? next : Integer.valueOf(-next);
    }
    if (type == long.class) {
      return (long) next;
    }
    if (type == short.class) {
      return (short) next;
    }
    if (type == byte.class) {
      return (byte) next;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == float.class) {
      return (float) next;
    }
    if (type == double.class) {
      return (double) next;
    }
    if (type == String.class) {
      return "s" + next;
    }
    if (type == BigDecimal.class) {
      return BigDecimal.valueOf(next);
    }
    if (type == java.sql.SQLType.class) {
      return JDBCType.BIGINT;
    }
    if (type == Class.class) {
      return String.class;
    }
    return type.isInterface() && type != ResultSet.class && type != Map.class
        ? StubConnection.proxy(type, ForwardingTest::identity)
        : null;
  }

  private static @Nullable Object identity(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> arguments != null && proxy == arguments[0];
      default -> "a value";
    };
  }
}
