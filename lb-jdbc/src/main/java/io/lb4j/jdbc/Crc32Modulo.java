package io.lb4j.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** CRC32 of the key's text modulo the number of shards. */
record Crc32Modulo(List<String> shards) implements ShardRouting.Route {
  static final ShardRouting POLICY = Crc32Modulo::new;

  @Override
  public String shardOf(ShardKey key) {
    CRC32 crc = new CRC32();
    crc.update(bytes(key));
    return shards.get((int) (crc.getValue() % shards.size())); // the value is unsigned
  }

  private static byte[] bytes(ShardKey key) {
    if (key instanceof ShardKey.Whole whole) {
      return utf8(Long.toString(whole.value()));
    }
    if (key instanceof ShardKey.Text text) {
      return utf8(text.value());
    }
    if (key instanceof ShardKey.Uuid uuid) {
      return utf8(uuid.value().toString());
    }
    return key instanceof ShardKey.BigWhole big
        ? utf8(big.value().toString())
        : ((ShardKey.Bytes) key).value();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
