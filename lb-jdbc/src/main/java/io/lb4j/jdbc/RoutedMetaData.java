package io.lb4j.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Metadata that leads back to the application's connection. Asking for it takes no connection from
 * a pool; the first question does, and every question goes to where the connection is then.
 *
 * <p>A dynamic proxy: 170 methods, none of them on a hot path.
 */
final class RoutedMetaData implements InvocationHandler {
  private final RoutedConnection connection;

  private RoutedMetaData(RoutedConnection connection) {
    this.connection = connection;
  }

  static DatabaseMetaData of(RoutedConnection connection) {
    return (DatabaseMetaData)
        Proxy.newProxyInstance(
            RoutedMetaData.class.getClassLoader(),
            new Class<?>[] {DatabaseMetaData.class},
            new RoutedMetaData(connection));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "metadata of " + connection;
      case "getConnection" -> connection;
      case "unwrap" -> isForUs(proxy, arguments) ? proxy : ask(method, arguments);
      case "isWrapperFor" -> isForUs(proxy, arguments) ? (Object) true : ask(method, arguments);
      default -> ask(method, arguments);
    };
  }

  private static boolean isForUs(Object proxy, Object @Nullable [] arguments) throws SQLException {
    Object type = SqlStates.given(arguments == null ? null : arguments[0], "type");
    return ((Class<?>) type).isInstance(proxy);
  }

  private @Nullable Object ask(Method method, Object @Nullable [] arguments) throws Throwable {
    BoundConnection node = connection.bind();
    try {
      if (method.getReturnType() == ResultSet.class) {
        connection.executing(TransactionText.OTHER); // these query the catalog
      }
      Object answer = method.invoke(node.connection().getMetaData(), arguments);
      return answer instanceof ResultSet rows ? new RoutedResultSet(rows, null, node) : answer;
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof SQLException sql ? node.seen(sql) : e.getCause();
    }
  }
}
