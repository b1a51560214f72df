package io.lb4j.jdbc;

import io.lb4j.hash.HashRing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** A ring over the names of the shards. What is hashed of a key must never change. */
record ConsistentHash(HashRing<String> ring) implements ShardRouting.Route {
  static final ShardRouting POLICY = ConsistentHash::over;

  private static ConsistentHash over(List<String> shards) {
    return new ConsistentHash(HashRing.consistent(shards));
  }

  @Override
  public String shardOf(ShardKey key) {
    if (key instanceof ShardKey.Whole whole) {
      return ring.get(whole.value());
    }
    if (key instanceof ShardKey.Text text) {
      return ring.get(text.value());
    }
    if (key instanceof ShardKey.Uuid uuid) {
      return ring.get(bytes(uuid.value()));
    }
    return key instanceof ShardKey.BigWhole big
        ? ring.get(big.value().toByteArray())
        : ring.get(((ShardKey.Bytes) key).value());
  }

  private static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }
}
