package io.lb4j.jdbc;

import static io.lb4j.internal.Checks.notNull;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a row is routed by, freed from the Java type it came in: {@code 42}, {@code 42L}, {@code
 * (short) 42} and {@code BigInteger.valueOf(42)} are one key. The string {@code "42"} is another.
 *
 * <p>Immutable. {@code toString} never shows the value, which may be a person's name.
 */
public sealed interface ShardKey {
  /**
   * The key for a value.
   *
   * @param value Long, Integer, Short, Byte, BigInteger, String, UUID or byte[]
   * @throws IllegalArgumentException if it is of another type; the message names the type only
   */
  static ShardKey of(Object value) {
    if (notNull(value, "shard key") instanceof ShardKey key) {
      return key;
    }
    if (value instanceof Long || value instanceof Integer) {
      return new Whole(((Number) value).longValue());
    }
    if (value instanceof String text) {
      return new Text(text);
    }
    if (value instanceof UUID uuid) {
      return new Uuid(uuid);
    }
    if (value instanceof byte[] bytes) {
      return new Bytes(bytes);
    }
    if (value instanceof Short || value instanceof Byte) {
      return new Whole(((Number) value).longValue());
    }
    if (value instanceof BigInteger big) {
      return big.bitLength() < Long.SIZE ? new Whole(big.longValue()) : new BigWhole(big);
    }
    throw new IllegalArgumentException(
        "shard key: a "
            + value.getClass().getName()
            + " (expected: Long, Integer, Short, Byte, BigInteger, String, UUID or byte[])");
  }

  /** An integer that fits into a long. */
  record Whole(long value) implements ShardKey {
    @Override
    public String toString() {
      return "ShardKey(whole)";
    }
  }

  /** An integer that does not fit into a long. */
  record BigWhole(BigInteger value) implements ShardKey {
    /** Refuses one that fits: it would be two keys of one value. */
    public BigWhole {
      if (value.bitLength() < Long.SIZE) {
        throw new IllegalArgumentException("value: fits into a long (expected: a Whole)");
      }
    }

    @Override
    public String toString() {
      return "ShardKey(big whole)";
    }
  }

  /** Text; compared as Java does, without a locale. */
  record Text(String value) implements ShardKey {
    @Override
    public String toString() {
      return "ShardKey(text)";
    }
  }

  /** A UUID; not the same key as its text. */
  record Uuid(UUID value) implements ShardKey {
    @Override
    public String toString() {
      return "ShardKey(uuid)";
    }
  }

  /** Bytes. */
  @SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
  record Bytes(byte[] value) implements ShardKey {
    /** Copies the bytes. */
    public Bytes {
      value = value.clone();
    }

    /** A copy of the bytes. */
    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "ShardKey(bytes)";
    }
  }
}
