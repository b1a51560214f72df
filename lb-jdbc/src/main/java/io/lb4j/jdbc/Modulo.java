package io.lb4j.jdbc;

import java.math.BigInteger;
import java.util.List;

/** The key modulo the number of shards. */
record Modulo(List<String> shards) implements ShardRouting.Route {
  static final ShardRouting POLICY = Modulo::new;

  @Override
  public String shardOf(ShardKey key) {
    if (key instanceof ShardKey.Whole whole) {
      return shards.get((int) Math.floorMod(whole.value(), (long) shards.size()));
    }
    if (key instanceof ShardKey.BigWhole big) {
      return shards.get(big.value().mod(BigInteger.valueOf(shards.size())).intValue());
    }
    throw new IllegalArgumentException(
        key + " (expected: an integer; modulo() has no place for others)");
  }
}
