package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KetamaRingTest {
  @Test
  void digest() throws Exception {
    Map<String, Integer> w = new LinkedHashMap<>();
    int[] ws = {600, 300, 200, 350, 1000, 800, 950, 100};
    for (int i = 0; i < 8; i++) w.put("10.0.1." + (i + 1) + ":11211", ws[i]);
    HashRing<String> ring = HashRing.builder(w.keySet()).weight(w::get).ketama();
    KetamaRing<String> k = (KetamaRing<String>) ring;
    MessageDigest md = MessageDigest.getInstance("MD5");
    md.update((byte) 10);
    for (int i = 0; i < 1_000_000; i++) {
      String key = Integer.toString(i);
      long h = k.hash(key);
      if (i < 2)
        System.out.println(
            (h >>> 32) + " " + (k.point(h) >>> 32 & 0xFFFFFFFFL) + " " + ring.get(key) + "\n");
      String line = (h >>> 32) + " " + (k.point(h) >>> 32) + " " + ring.get(key) + "\n";
      md.update(line.getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(HexFormat.of().formatHex(md.digest())).isEqualTo("5672b131391f5aa2b280936aec1eea74");
    assertThat(ring.get("0")).isEqualTo("10.0.1.1:11211");
    assertThat(ring.get("1")).isEqualTo("10.0.1.5:11211");
    assertThat(ring.get("999999")).isEqualTo("10.0.1.7:11211");
    assertThat(HashRing.ketama(List.of("b", "a")).get("k", 3)).hasSize(2);
    assertThat(HashRing.consistent(List.of("b", "a")).with("c").without("a").get("k", 3))
        .hasSize(2);
  }
}
