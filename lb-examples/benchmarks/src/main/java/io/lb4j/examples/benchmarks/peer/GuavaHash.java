package io.lb4j.examples.benchmarks.peer;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.lb4j.examples.benchmarks.ring.Lookup;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Guava: jump hash over numbered buckets, with the hash its users take for strings. */
public final class GuavaHash {
  private GuavaHash() {}

  public static Lookup lookup(List<String> nodes, String[] keys) {
    HashFunction murmur = Hashing.murmur3_128();
    Object[] names = nodes.toArray();
    return key ->
        names[
            Hashing.consistentHash(
                murmur.hashString(keys[key], StandardCharsets.UTF_8), names.length)];
  }
}
