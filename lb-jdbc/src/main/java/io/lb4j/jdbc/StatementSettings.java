package io.lb4j.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the application has set on a statement that has no node yet, or may move to another. The
 * last value of each setting counts.
 */
final class StatementSettings {
  private final List<Setting> settings = new ArrayList<>(0);

  /** How to set it again. */
  interface Write {
    void on(Statement statement) throws SQLException;
  }

  private record Setting(String name, Object value, Write write) {}

  void put(String name, Object value, Write write) {
    settings.removeIf(each -> each.name.equals(name));
    settings.add(new Setting(name, value, write));
  }

  <T> T get(Class<T> type, String name, T otherwise) {
    for (Setting each : settings) {
      if (each.name.equals(name)) {
        return type.cast(each.value);
      }
    }
    return otherwise;
  }

  void replay(Statement statement) throws SQLException {
    for (Setting each : settings) {
      each.write.on(statement);
    }
  }
}
