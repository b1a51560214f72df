package io.lb4j.examples.benchmarks.peer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What people write when they need a ring by tomorrow: MD5 points in a {@link TreeMap}. */
public final class TreeMapKetama {
  private static final int DIGESTS = 40;

  private final TreeMap<Long, String> points = new TreeMap<>();

  public TreeMapKetama(List<String> nodes) {
    for (String node : nodes) {
      for (int i = 0; i < DIGESTS; i++) {
        byte[] digest = md5(node + "-" + i);
        for (int word = 0; word < 4; word++) {
          points.put(word(digest, word), node);
        }
      }
    }
  }

  public String get(String key) {
    Map.Entry<Long, String> next = points.ceilingEntry(word(md5(key), 0));
    return (next == null ? points.firstEntry() : next).getValue();
  }

  private static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long word(byte[] digest, int word) {
    return (digest[4 * word + 3] & 0xFFL) << 24
        | (digest[4 * word + 2] & 0xFFL) << 16
        | (digest[4 * word + 1] & 0xFFL) << 8
        | (digest[4 * word] & 0xFFL);
  }
}
