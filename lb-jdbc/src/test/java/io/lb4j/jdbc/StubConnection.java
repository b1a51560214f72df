package io.lb4j.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A connection of a {@link StubPool}: remembers attributes, journals what is done. */
final class StubConnection implements InvocationHandler {
  final StubPool pool;
  private final Map<String, @Nullable Object> attributes;
  private volatile boolean closed;

  private StubConnection(StubPool pool) {
    this.pool = pool;
    this.attributes = new HashMap<>(pool.defaults);
  }

  static Connection of(StubPool pool) {
    return proxy(Connection.class, new StubConnection(pool));
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            StubConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  static String call(Method method, @Nullable Object @Nullable [] arguments) {
    return arguments == null
        ? method.getName()
        : method.getName()
            + Stream.of(arguments)
                .filter(each -> !(each instanceof java.util.concurrent.Executor))
                .map(each -> each instanceof int[] a ? Arrays.toString(a) : String.valueOf(each))
                .collect(Collectors.joining(", ", "(", ")"));
  }

  /** What a method that does nothing returns. */
  static @Nullable Object nothing(Class<?> type) {
    if (type == boolean.class) {
      return false;
    }
    if (type == int.class) {
      return 0;
    }
    return type == long.class ? (Object) 0L : null;
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
      case "toString" -> {
        return "physical connection of " + pool.name;
      }
      case "isClosed" -> {
        return closed;
      }
      case "close" -> {
        return close();
      }
      case "abort" -> {
        pool.write(name);
        return null;
      }
      default -> {}
    }
    if (closed) {
      throw new SQLException("physical connection is closed", "08003");
    }
    StubPool.failing(pool.failures.get(name));
    return open(proxy, method, arguments);
  }

  private @Nullable Object open(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
    String name = method.getName();
    if (name.startsWith("set") && attributes.containsKey(name.substring(3))) {
      return set(method, arguments);
    }
    if (name.startsWith("get") && attributes.containsKey(name.substring(3)) && arguments == null) {
      return attributes.get(name.substring(3));
    }
    if (Statement.class.isAssignableFrom(method.getReturnType())) {
      pool.write(call(method, arguments));
      return StubStatement.of((Connection) proxy, pool, method.getReturnType(), arguments);
    }
    switch (name) {
      case "isReadOnly" -> {
        return attributes.get("ReadOnly");
      }
      case "isValid" -> {
        return true;
      }
      case "unwrap" -> {
        return proxy;
      }
      case "isWrapperFor" -> {
        return true;
      }
      case "getMetaData" -> {
        return StubStatement.metaData((Connection) proxy, pool, DatabaseMetaData.class);
      }
      case "commit", "rollback" -> {
        pool.write(call(method, arguments));
        if (Boolean.TRUE.equals(attributes.get("AutoCommit"))) {
          throw new SQLException("autocommit is on", "25P01");
        }
        return null;
      }
      default -> {
        pool.write(call(method, arguments));
        return nothing(method.getReturnType());
      }
    }
  }

  private @Nullable Object set(Method method, @Nullable Object @Nullable [] arguments) {
    String attribute = method.getName().substring(3);
    pool.write(call(method, arguments));
    Object[] values = Objects.requireNonNull(arguments);
    if (attribute.equals("ClientInfo") && values.length == 2) {
      Properties more = new Properties();
      more.putAll((Properties) Objects.requireNonNull(attributes.get(attribute)));
      if (values[1] == null) {
        more.remove(values[0]);
      } else {
        more.put(values[0], values[1]);
      }
      attributes.put(attribute, more);
    } else {
      attributes.put(attribute, values[values.length - 1]); // the executor of a timeout is first
    }
    return null;
  }

  private @Nullable Object close() throws SQLException {
    if (closed) {
      return null;
    }
    closed = true;
    pool.write("close");
    pool.active.decrementAndGet();
    attributes.forEach(
        (name, value) -> {
          if (!Objects.equals(value, pool.defaults.get(name))) {
            pool.dirt.add(name + "=" + value);
          }
        });
    StubPool.failing(pool.failures.get("close"));
    return null;
  }
}
