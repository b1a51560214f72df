package io.lb4j.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement, or the metadata, of a {@link StubConnection}; queries give one row. */
final class StubStatement implements InvocationHandler {
  private final Connection connection;
  private final StubPool pool;
  private final @Nullable String prepared;
  private boolean closed;
  private @Nullable ResultSet result;

  private StubStatement(Connection connection, StubPool pool, @Nullable String prepared) {
    this.connection = connection;
    this.pool = pool;
    this.prepared = prepared;
  }

  static Object of(
      Connection connection,
      StubPool pool,
      Class<?> type,
      @Nullable Object @Nullable [] arguments) {
    String sql = arguments != null && arguments[0] instanceof String text ? text : null;
    return StubConnection.proxy(type, new StubStatement(connection, pool, sql));
  }

  static Object metaData(Connection connection, StubPool pool, Class<?> type) {
    return StubConnection.proxy(type, new StubStatement(connection, pool, null));
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    String name = method.getName();
    switch (name) {
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "equals" -> {
        return arguments != null && proxy == arguments[0];
      }
      case "getConnection" -> {
        return connection;
      }
      case "getResultSet" -> {
        return result;
      }
      case "isClosed" -> {
        return closed;
      }
      case "close" -> {
        if (!closed) {
          closed = true;
          pool.write("statement.close");
        }
        return null;
      }
      case "unwrap" -> {
        return proxy;
      }
      case "isWrapperFor" -> {
        return true;
      }
      case "getDatabaseProductName" -> {
        return pool.name;
      }
      default -> {}
    }
    if (closed || connection.isClosed()) {
      throw new SQLException("physical statement is closed", "55000");
    }
    if (name.startsWith("execute")) {
      return execute(proxy, method, arguments);
    }
    pool.write("statement." + StubConnection.call(method, arguments));
    if (method.getReturnType() == ResultSet.class) {
      return rows(proxy);
    }
    return StubConnection.nothing(method.getReturnType());
  }

  private @Nullable Object execute(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
    String sql = arguments != null ? String.valueOf(arguments[0]) : prepared;
    pool.executions.increment();
    pool.write(method.getName() + (sql == null ? "" : "(" + sql + ")"));
    StubPool.failing(sql == null ? null : pool.failures.get(sql));
    result = rows(proxy);
    Class<?> type = method.getReturnType();
    if (type == ResultSet.class) {
      return result;
    }
    if (type == int[].class) {
      return new int[0];
    }
    return type == boolean.class ? (Object) true : StubConnection.nothing(type);
  }

  /** One row; every text in it is the name of the pool. */
  private ResultSet rows(Object statement) {
    boolean[] state = {false, false}; // on the row, closed
    return StubConnection.proxy(
        ResultSet.class,
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "next" -> {
              StubPool.failing(pool.failures.get("next"));
              boolean first = !state[0];
              state[0] = true;
              return first;
            }
            case "getString" -> {
              return pool.name;
            }
            case "getStatement" -> {
              return statement instanceof Statement ? statement : null;
            }
            case "close" -> {
              state[1] = true;
              return null;
            }
            case "isClosed" -> {
              return state[1] || closed;
            }
            case "hashCode" -> {
              return System.identityHashCode(proxy);
            }
            case "equals" -> {
              return arguments != null && proxy == arguments[0];
            }
            default -> {
              return StubConnection.nothing(method.getReturnType());
            }
          }
        });
  }
}
