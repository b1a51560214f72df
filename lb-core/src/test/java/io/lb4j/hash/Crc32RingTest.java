package io.lb4j.hash;

import static io.lb4j.hash.Rings.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Crc32RingTest implements BucketOrderContract {
  @Override
  public HashRing<String> build(RingBuilder<String> builder) {
    return builder.crc32Modulo();
  }

  @Override
  public double peakToMean(int n) {
    return n == 10 ? 1.1 : 1.15; // chance, and CRC maps similar keys to similar numbers
  }

  @Override
  public int golden() {
    return 715265413;
  }

  @Override
  public List<String> goldenOwners() {
    return List.of("node-0", "node-8", "node-0", "node-8", "node-5", "node-5", "node-9", "node-9");
  }

  @Test
  void checkValueOfTheCatalogue() {
    assertThat(Crc32.of("123456789")).isEqualTo(0xCBF43926L);
    assertThat(Crc32.ofDigits(123456789)).isEqualTo(0xCBF43926L);
    assertThat(Crc32.of("")).isZero();
  }

  @Test
  void agreesWithZipOnEveryKindOfText() {
    List<String> texts =
        List.of(
            "user:123",
            "é",
            "日本語",
            "a😀b",
            "\u0000\u007f\u0080\u07ff\u0800\uffff",
            "\ud83d",
            "x\ude00y",
            "\ud83d\ud83d\ude00",
            "\udbff\udfff");
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(Crc32.of(text)).as(text).isEqualTo(zip(bytes));
      assertThat(Crc32.of(bytes)).as(text).isEqualTo(zip(bytes));
    }
    for (long value : new long[] {0, 7, 10, -1, -10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(Crc32.ofDigits(value)).isEqualTo(Crc32.of(Long.toString(value)));
    }
  }

  private static long zip(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  @Test
  void nodeIsTheUnsignedRemainder() {
    HashRing<String> ring = ring(nodes(7));
    String key = "123456789"; // its CRC is above 2^31: a signed remainder would differ
    assertThat(ring.get(key)).isEqualTo("node-" + 0xCBF43926L % 7);
    assertThat(ring.get(123456789L)).isEqualTo(ring.get(key));
    assertThat(ring.get(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(ring.get(key));
  }

  @Override
  public long hash(String key) {
    return Crc32.of(key);
  }
}
