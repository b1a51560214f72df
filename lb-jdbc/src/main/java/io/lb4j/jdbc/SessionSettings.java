package io.lb4j.jdbc;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the application has set on one logical connection, to be set on every physical connection
 * that serves it. Autocommit and read-only are always in it: they hold for a logical connection
 * from its start, whatever the pool's defaults.
 */
final class SessionSettings {
  private final EnumMap<Attribute, @Nullable Object> values = new EnumMap<>(Attribute.class);
  private boolean autoCommit = true;
  private boolean readOnly;
  private int version;

  SessionSettings() {
    values.put(Attribute.READ_ONLY, false);
    values.put(Attribute.AUTO_COMMIT, true);
  }

  void put(Attribute attribute, @Nullable Object value) {
    values.put(attribute, value);
    autoCommit = Boolean.TRUE.equals(values.get(Attribute.AUTO_COMMIT));
    readOnly = Boolean.TRUE.equals(values.get(Attribute.READ_ONLY));
    version++;
  }

  boolean has(Attribute attribute) {
    return values.containsKey(attribute);
  }

  @Nullable Object get(Attribute attribute) {
    return values.get(attribute);
  }

  boolean autoCommit() {
    return autoCommit;
  }

  boolean readOnly() {
    return readOnly;
  }

  /** Changes with every {@link #put}. */
  int version() {
    return version;
  }

  /** In the order in which they must be set. */
  Map<Attribute, @Nullable Object> inOrder() {
    return Collections.unmodifiableMap(values);
  }
}
