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
  private static String hex(int[] words) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    return HexFormat.of().formatHex(bytes.array());
  }

  @Test
  void vectorsOfRfc1321() {
    assertThat(hex(Md5.words(""))).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    assertThat(hex(Md5.words("a"))).isEqualTo("0cc175b9c0f1b6a831c399e269772661");
    assertThat(hex(Md5.words("abc"))).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
    assertThat(hex(Md5.words("message digest"))).isEqualTo("f96b697d7cb7938d525a2f31aaf161d0");
    assertThat(hex(Md5.words("1234567890".repeat(8))))
        .isEqualTo("57edf4a22be3c955ac49da2e2107b67a");
  }

  @Test
  void agreesWithTheJdkAtEveryLength() throws GeneralSecurityException {
    MessageDigest jdk = MessageDigest.getInstance("MD5");
    Random random = new Random(5);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String expected = HexFormat.of().formatHex(jdk.digest(bytes));
      assertThat(hex(Md5.words(bytes))).as("length %d", length).isEqualTo(expected);
      String ascii = "k".repeat(length);
      String digest = HexFormat.of().formatHex(jdk.digest(ascii.getBytes(StandardCharsets.UTF_8)));
      assertThat(hex(Md5.words(ascii))).as("length %d", length).isEqualTo(digest);
    }
    for (String text : List.of("é", "日本語のキー", "a😀", "ascii then ü")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(Md5.words(text)).isEqualTo(Md5.words(bytes));
    }
  }
}
