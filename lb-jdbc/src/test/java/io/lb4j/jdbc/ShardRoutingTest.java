package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys lie. The golden values are a promise about other people's data: never change one. */
class ShardRoutingTest {
  private static final List<String> SHARDS = List.of("s0", "s1", "s2");

  private static String modulo(Object key) {
    return ShardRouting.modulo().over(SHARDS).shardOf(ShardKey.of(key));
  }

  private static String crc32(Object key) {
    return ShardRouting.crc32Modulo().over(SHARDS).shardOf(ShardKey.of(key));
  }

  private static String consistent(Object key) {
    return ShardRouting.consistentHash().over(SHARDS).shardOf(ShardKey.of(key));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 42, -1, 127, -128, Long.MAX_VALUE, Long.MIN_VALUE})
  void equalIntegersAreOneKey(long value) {
    ShardKey key = ShardKey.of(value);
    assertThat(ShardKey.of(BigInteger.valueOf(value))).isEqualTo(key);
    if (value == (int) value) {
      assertThat(ShardKey.of((int) value)).isEqualTo(key);
    }
    if (value == (short) value) {
      assertThat(ShardKey.of((short) value)).isEqualTo(key);
    }
    if (value == (byte) value) {
      assertThat(ShardKey.of((byte) value)).isEqualTo(key);
    }
    assertThat(ShardKey.of(Long.toString(value))).isNotEqualTo(key);
  }

  @Test
  void keysOfOtherTypesAreRefusedByTypeOnly() {
    assertThatThrownBy(() -> ShardKey.of(4.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "shard key: a java.lang.Double (expected: Long, Integer, Short, Byte, BigInteger,"
                + " String, UUID or byte[])");
    assertThatThrownBy(() -> modulo("alice"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("alice")
        .hasMessageContaining("integer");
    assertThatThrownBy(() -> new ShardKey.BigWhole(BigInteger.ONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysDoNotShowThemselvesAndAreCopies() {
    byte[] bytes = {1, 2};
    ShardKey key = ShardKey.of(bytes);
    bytes[0] = 9;
    assertThat(key).isEqualTo(ShardKey.of(new byte[] {1, 2})).hasToString("ShardKey(bytes)");
    assertThat(key).hasSameHashCodeAs(ShardKey.of(new byte[] {1, 2}));
    assertThat(ShardKey.of("alice")).hasToString("ShardKey(text)");
    assertThat(ShardKey.of(7)).hasToString("ShardKey(whole)");
    assertThat(ShardKey.of(key)).isSameAs(key);
  }

  @ParameterizedTest
  @CsvSource({"0, s0", "1, s1", "5, s2", "-1, s2", "-3, s0", "9223372036854775807, s1"})
  void moduloCountsInTheOrderOfTheShards(long key, String shard) {
    assertThat(modulo(key)).isEqualTo(shard);
    assertThat(modulo(BigInteger.valueOf(key))).isEqualTo(shard);
  }

  @Test
  void moduloTakesIntegersOfAnySize() {
    BigInteger big = BigInteger.TEN.pow(30);
    assertThat(modulo(big)).isEqualTo("s1");
    assertThat(modulo(big.negate())).isEqualTo("s2");
  }

  /** Computed with zlib.crc32 of Python, modulo 3; the first is the check value of the standard. */
  @ParameterizedTest
  @CsvSource({"123456789, s2", "42, s2", "user:1, s0", "Zürich, s0"})
  void crc32IsThatOfTheUtf8Text(String key, String shard) {
    assertThat(crc32(key)).isEqualTo(shard);
    assertThat(crc32(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(shard);
  }

  @Test
  void crc32SeesTheTextOfIntegersAndUuids() {
    assertThat(crc32(42L)).isEqualTo(crc32("42"));
    BigInteger big = BigInteger.TEN.pow(30);
    assertThat(crc32(big)).isEqualTo(crc32(big.toString()));
    UUID uuid = UUID.fromString("123E4567-E89B-12D3-A456-426614174000");
    assertThat(crc32(uuid)).isEqualTo(crc32("123e4567-e89b-12d3-a456-426614174000"));
  }

  /** Version 1 of the mapping, frozen as first computed; the hash has its own tests in lb-core. */
  @Test
  void consistentHashGolden() {
    assertThat(LongStream.range(0, 24).mapToObj(ShardRoutingTest::consistent).toList())
        .isEqualTo(shards("012202012000012120111120"));
    assertThat(IntStream.range(0, 24).mapToObj(i -> consistent("user:" + i)).toList())
        .isEqualTo(shards("021020212221111222012210"));
    assertThat(IntStream.range(0, 24).mapToObj(i -> consistent(new UUID(i, 7))).toList())
        .isEqualTo(shards("202012101200102000212111"));
    assertThat(
            IntStream.range(0, 24)
                .mapToObj(i -> consistent(BigInteger.TWO.pow(70).add(BigInteger.valueOf(i))))
                .toList())
        .isEqualTo(shards("222010212010101011022222"));
    assertThat(IntStream.range(0, 24).mapToObj(i -> consistent(new byte[] {(byte) i})).toList())
        .isEqualTo(shards("210200112001022200201222"));
  }

  private static List<String> shards(String digits) {
    return digits.chars().mapToObj(digit -> "s" + (char) digit).toList();
  }

  @Test
  void consistentHashDoesNotCareForTheOrder() {
    ShardRouting.Route other = ShardRouting.consistentHash().over(List.of("s2", "s0", "s1"));
    for (long key = 0; key < 1000; key++) {
      assertThat(other.shardOf(ShardKey.of(key))).isEqualTo(consistent(key));
    }
  }

  @Test
  void oneShardMoreMovesOnlyTheKeysItGets() {
    ShardRouting.Route more = ShardRouting.consistentHash().over(List.of("s0", "s1", "s2", "s3"));
    int moved = 0;
    for (long key = 0; key < 4000; key++) {
      String shard = more.shardOf(ShardKey.of(key));
      if (!shard.equals(consistent(key))) {
        assertThat(shard).isEqualTo("s3");
        moved++;
      }
    }
    assertThat(moved).isBetween(700, 1300); // a quarter, give or take the ring's spread
  }
}
