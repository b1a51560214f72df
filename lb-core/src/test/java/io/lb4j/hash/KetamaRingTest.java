package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KetamaRingTest implements OrderFreeContract {
  private static final int[] WEIGHTS = {600, 300, 200, 350, 1000, 800, 950, 100};

  @Override
  public HashRing<String> ring(Collection<String> nodes) {
    return HashRing.ketama(nodes);
  }

  @Override
  public HashRing<String> ring(Map<String, Integer> weights) {
    return HashRing.builder(weights.keySet()).weight(weights::get).ketama();
  }

  @Override
  public double peakToMean(int n) {
    return n == 10 ? 1.25 : 1.4;
  }

  @Override
  public double weightTolerance() {
    return 0.2; // 64 points for the least weight: sigma 12 %
  }

  @Override
  public int golden() {
    return 1864563188;
  }

  @Override
  public List<String> goldenOwners() {
    return List.of("node-9", "node-3", "node-8", "node-6", "node-6", "node-6", "node-4", "node-1");
  }

  private static KetamaRing<String> libketama() {
    Map<String, Integer> weights = new LinkedHashMap<>();
    for (int i = 0; i < WEIGHTS.length; i++) {
      weights.put("10.0.1." + (i + 1) + ":11211", WEIGHTS[i]);
    }
    return (KetamaRing<String>) HashRing.builder(weights.keySet()).weight(weights::get).ketama();
  }

  /** The digest in libketama's own test.sh, over a million keys, their hashes, points and nodes. */
  @Test
  void digestIsThatOfLibketama() throws GeneralSecurityException {
    KetamaRing<String> ring = libketama();
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    md5.update((byte) '\n');
    for (int i = 0; i < 1_000_000; i++) {
      long hash = ring.hash(Integer.toString(i));
      String node = ring.members.node(ring.locate(hash));
      String line = (hash >>> 32) + " " + (ring.point(hash) >>> 32) + " " + node + "\n";
      md5.update(line.getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(HexFormat.of().formatHex(md5.digest()))
        .isEqualTo("5672b131391f5aa2b280936aec1eea74");
  }

  @ParameterizedTest
  @CsvSource({
    "0,      2216742351, 2217271743, 1",
    "1,      943901380,  949045552,  5",
    "2,      2373066440, 2374693370, 6",
    "42,     3905343649, 3905751132, 1",
    "999999, 983483986,  984077715,  7",
    "foo,    3675831724, 3676851683, 7"
  })
  void vectorsOfLibketama(String key, long hash, long point, int server) {
    KetamaRing<String> ring = libketama();
    assertThat(ring.hash(key) >>> 32).isEqualTo(hash);
    assertThat(ring.point(ring.hash(key)) >>> 32).isEqualTo(point);
    assertThat(ring.get(key)).isEqualTo("10.0.1." + server + ":11211");
    assertThat(ring.get(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(ring.get(key));
  }

  @Test
  void longKeyIsItsDigits() {
    for (long key : new long[] {0, 1, 42, 999_999, -7, Long.MIN_VALUE}) {
      assertThat(libketama().get(key)).isEqualTo(libketama().get(Long.toString(key)));
    }
  }

  @Test
  void pointsFollowTheSharesInFloat() {
    assertThat(libketama().pointCounts()).containsExactly(176, 88, 56, 104, 296, 236, 280, 28);
    KetamaRing<String> equal = (KetamaRing<String>) HashRing.ketama(Rings.nodes(61));
    assertThat(equal.pointCounts()).containsOnly(156); // 61 / 61 * 40 is 39.999996 in float
    KetamaRing<String> even = (KetamaRing<String>) HashRing.ketama(Rings.nodes(60));
    assertThat(even.pointCounts()).containsOnly(160);
  }

  @ParameterizedTest
  @CsvSource({
    "137470, 2", "137703, 3", "137936, 1", "138169, 6", "138402, 8",
    "138635, 7", "138868, 2", "139101, 4", "139334, 7", "139567, 6"
  })
  void equalWeights(String key, int server) {
    HashRing<String> ring =
        HashRing.ketama(
            IntStream.rangeClosed(1, 8).mapToObj(i -> "10.0.1." + i + ":11211").toList());
    assertThat(ring.get(key)).isEqualTo("10.0.1." + server + ":11211");
  }

  private static HashRing<String> spymemcached(int n) {
    return HashRing.ketama(IntStream.range(0, n).mapToObj(i -> "127.0.0.1:1000" + i).toList());
  }

  @ParameterizedTest
  @CsvSource({"36, 2", "10037, 3", "22051, 1", "49044, 4"})
  void spymemcachedFiveNodes(String key, int index) {
    assertThat(spymemcached(5).get(key)).isEqualTo("127.0.0.1:1000" + index);
  }

  @ParameterizedTest
  @CsvSource({
    "dustin, 0", "noelani, 2", "some other key, 0",
    "V5XS8C8N, 3", "8KR2DKR2, 3", "L9KH6X4X, 3"
  })
  void spymemcachedFourNodes(String key, int index) {
    assertThat(spymemcached(4).get(key)).isEqualTo("127.0.0.1:1000" + index);
  }

  @Test
  void nodeTooLightForAPointOwnsNothing() {
    HashRing<String> ring = ring(Map.of("heavy", 1_000_000, "light", 1));
    assertThat(ring.get("key", 2)).containsExactly("heavy");
    assertThat(ring.nodes()).containsExactly("heavy", "light");
  }

  @Override
  public long hash(String key) {
    return (long) Md5.firstWord(key) << 32;
  }
}
