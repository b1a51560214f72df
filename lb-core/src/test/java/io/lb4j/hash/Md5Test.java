package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Md5Test {
  private static int[] words(String text) {
    int[] words = new int[4];
    Md5.digest(text, words);
    assertThat(Md5.firstWord(text)).isEqualTo(words[0]);
    return words;
  }

  private static int[] words(byte[] bytes) {
    int[] words = new int[4];
    Md5.digest(bytes, words);
    assertThat(Md5.firstWord(bytes)).isEqualTo(words[0]);
    return words;
  }

  private static String hex(int[] words) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    return HexFormat.of().formatHex(bytes.array());
  }

  @Test
  void vectorsOfRfc1321() {
    assertThat(hex(words(""))).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    assertThat(hex(words("a"))).isEqualTo("0cc175b9c0f1b6a831c399e269772661");
    assertThat(hex(words("abc"))).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
    assertThat(hex(words("message digest"))).isEqualTo("f96b697d7cb7938d525a2f31aaf161d0");
    assertThat(hex(words("1234567890".repeat(8)))).isEqualTo("57edf4a22be3c955ac49da2e2107b67a");
  }

  @Test
  void agreesWithTheJdkAtEveryLength() throws GeneralSecurityException {
    MessageDigest jdk = MessageDigest.getInstance("MD5");
    Random random = new Random(5);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String expected = HexFormat.of().formatHex(jdk.digest(bytes));
      assertThat(hex(words(bytes))).as("length %d", length).isEqualTo(expected);
      String ascii = "k".repeat(length);
      String digest = HexFormat.of().formatHex(jdk.digest(ascii.getBytes(StandardCharsets.UTF_8)));
      assertThat(hex(words(ascii))).as("length %d", length).isEqualTo(digest);
    }
    for (String text : List.of("é", "日本語のキー", "a😀", "ascii then ü")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(words(text)).isEqualTo(words(bytes));
    }
  }
}
