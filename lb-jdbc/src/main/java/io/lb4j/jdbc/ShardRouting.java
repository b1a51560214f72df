package io.lb4j.jdbc;

import java.util.List;

/**
 * Which shard a key belongs to: a policy that makes a {@link Route} for the shards there are. Use
 * the ready ones, or write your own in one lambda: {@code ShardRouting first = shards -> key ->
 * shards.get(0);}
 *
 * <p>Where a key lies is a promise for as long as the data lies there: the mappings below do not
 * change between versions of lb4j.
 */
@FunctionalInterface
public interface ShardRouting {
  /**
   * The route for these shards.
   *
   * @param shards their names in the order they were added: at least one, all different
   */
  Route over(List<String> shards);

  /** Finds the shard of a key. Safe for use by many threads. */
  @FunctionalInterface
  interface Route {
    /**
     * The name of the key's shard.
     *
     * @throws IllegalArgumentException if keys of this kind have none
     */
    String shardOf(ShardKey key);
  }

  /**
   * The key modulo the number of shards, counted in the order they were added: key 7 of three
   * shards lies on the second. Negative keys count on: -1 lies on the last.
   *
   * <p><b>Use it</b> for dense integer keys and a number of shards that never changes. <b>Not</b>
   * otherwise: one shard more moves nearly every key. Integers only.
   */
  static ShardRouting modulo() {
    return Modulo.POLICY;
  }

  /**
   * The CRC32 (as in gzip, unsigned) of the key's UTF-8 text modulo the number of shards, counted
   * in the order they were added. Integers in decimal, UUIDs in lower case with dashes, bytes as
   * they are; so 42 and "42" lie together. What PHP's {@code crc32($key) % $n} and many others do.
   *
   * <p><b>Use it</b> to meet such data. <b>Not</b> for new data: one shard more moves nearly every
   * key.
   */
  static ShardRouting crc32Modulo() {
    return Crc32Modulo.POLICY;
  }

  /**
   * The consistent ring of {@link io.lb4j.hash.HashRing#consistent} over the names of the shards:
   * one shard more moves only the keys it gets, one in n. The order in which shards were added does
   * not matter; their names do: renaming a shard moves its keys.
   *
   * <p>Mapping, version 1: integers that fit into a long are hashed as such, text as {@code
   * HashRing} does, UUIDs as their 16 bytes and other integers as their two's complement, both
   * highest byte first, bytes as they are.
   *
   * <p><b>Use it</b> unless there is a reason not to.
   */
  static ShardRouting consistentHash() {
    return ConsistentHash.POLICY;
  }
}
