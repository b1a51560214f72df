package io.lb4j.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Client info properties, as set one by one ({@code complete} is false: the others stay as they
 * are) or all at once (the others are cleared). A null value clears.
 */
record ClientInfo(boolean complete, Map<String, @Nullable String> entries) {
  static final ClientInfo UNCHANGED = new ClientInfo(false, Map.of());

  static ClientInfo all(@Nullable Properties properties) {
    Map<String, @Nullable String> entries = new HashMap<>();
    if (properties != null) {
      properties.stringPropertyNames().forEach(n -> entries.put(n, properties.getProperty(n)));
    }
    return new ClientInfo(true, entries);
  }

  ClientInfo with(String name, @Nullable String value) {
    Map<String, @Nullable String> more = new HashMap<>(entries);
    more.put(name, value);
    return new ClientInfo(complete, more);
  }

  /** True if a connection with exactly the properties {@code own} needs no change. */
  boolean isMetBy(ClientInfo own) {
    boolean met =
        entries.entrySet().stream()
            .allMatch(each -> Objects.equals(each.getValue(), own.entries.get(each.getKey())));
    return met && (!complete || entries.keySet().containsAll(own.entries.keySet()));
  }

  void write(Connection connection) throws SQLException {
    if (!complete) {
      for (Map.Entry<String, @Nullable String> each : entries.entrySet()) {
        connection.setClientInfo(each.getKey(), each.getValue());
      }
      return;
    }
    Properties properties = new Properties();
    entries.forEach(
        (name, value) -> {
          if (value != null) {
            properties.setProperty(name, value);
          }
        });
    connection.setClientInfo(properties);
  }
}
