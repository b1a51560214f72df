package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HasherTest {
  private static final long PRIME = 0x9E3779B185EBCA8DL;

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }

  /** Length of the key, hash with seed 0, hash with seed PRIME: xxHash's own sanity checks. */
  @ParameterizedTest
  @CsvSource({
    "0,    2D06800538D394C2, A8A6B918B2F0364A",
    "1,    C44BDFF4074EECDB, 032BE332DD766EF8",
    "6,    27B56A84CD2D7325, 84589C116AB59AB9",
    "12,   A713DAF0DFBB77E7, E7303E1B2336DE0E",
    "24,   A3FE70BF9D3510EB, 850E80FC35BDD690",
    "48,   397DA259ECBA1F11, ADC2CBAA44ACC616",
    "80,   BCDEFBBB2C47C90A, C6DD0CB699532E73",
    "195,  CD94217EE362EC3A, BA68003D370CB3D9",
    "403,  CDEB804D65C6DEA4, 6259F6ECFD6443FD",
    "512,  617E49599013CB6B, 3CE457DE14C27708",
    "2048, DD59E2C3A5F038E0, 66F81670669ABABC",
    "2240, 6E73A90539CF2948, 757BA8487D1B5247",
    "2367, CB37AEB9E5D361ED, D2DB3415B942B42A"
  })
  void publishedVectors(int length, String unseeded, String seeded) {
    byte[] key = new byte[length];
    long generator = 2654435761L;
    for (int i = 0; i < length; i++) {
      key[i] = (byte) (generator >>> 56);
      generator *= PRIME;
    }
    assertThat(Hasher.standard().hash(key)).isEqualTo(hex(unseeded));
    assertThat(Hasher.seeded(PRIME).hash(key)).isEqualTo(hex(seeded));
  }

  /** Key, hash with seed 0, hash with seed 42: computed by hash4j 0.31.0. */
  @ParameterizedTest
  @CsvSource({
    "'',                     2D06800538D394C2, B029411FF43D84D2",
    "a,                      0D78BAAC08237DDB, 5DEE2B7CF31D0371",
    "ab,                     50E9FE6F7FB8A296, 6E5373A97FD3D9AF",
    "abc,                    67D24ACC9A994FEA, 33B4E1BB75360847",
    "user,                   58457B842838EA2C, 0B88CAF0146D35CA",
    "user:,                  B7DA98CC9B09F3EB, 2FBA429636C09913",
    "user:123,               411D8B763C4B10EA, 67DF6C14FDFAE253",
    "user:1234,              3308B810BECD805F, 28DA1049EE74B5FF",
    "user:123456789,         FB490274E97AAB14, C902A5A367675298",
    "tenant:7:user:123,      84A363F5FDAB8751, BC87D584C7FC8296",
    "é,                      CA5E8F3B5B081704, 629DD26357FC8526",
    "héllo wörld,            B3D0D9FEFA5D3854, CAE90C32FC9416E1",
    "日本,                    0FD82B1F05E5E7AA, 3107E08E30EE7703",
    "日本語のキー,              F5C840AF69D4590B, B2AFEFC851BC7E4E",
    "user:日本語のキー:1234567890, 8C26B99D6D1C4737, B97CB836FE1CA2A8",
    "😀,                      4F5E7C036410FD49, C92AB182C4AA0B9D"
  })
  void stringVectors(String key, String unseeded, String seeded) {
    assertThat(Hasher.standard().hash(key)).isEqualTo(hex(unseeded));
    assertThat(Hasher.seeded(42).hash(key)).isEqualTo(hex(seeded));
  }

  /** Computed by hash4j 0.31.0. */
  @Test
  void longVectors() {
    long[] keys = {0, 1, -1, 42, Long.MIN_VALUE};
    assertThat(Arrays.stream(keys).map(Hasher.standard()::hash))
        .containsExactly(
            0xC77B3ABB6F87ACD9L,
            0x2FBC593564DB792EL,
            0x5111C7E47D784413L,
            0xD5A6F8C838DF27C8L,
            0x828F2476789A0E5FL);
    assertThat(Hasher.seeded(42).hash(42L)).isEqualTo(0xBFFC15058F956B16L);
  }

  @Test
  void stringIsItsCodeUnitsLowByteFirstAtEveryLength() {
    Random random = new Random(11);
    for (long seed : new long[] {0, -5}) {
      Hasher hasher = Hasher.seeded(seed);
      for (int length = 0; length < 1200; length++) {
        int limit = length % 2 == 0 ? 256 : 0x3000;
        StringBuilder text = new StringBuilder();
        random.ints(length, 0, limit).forEach(c -> text.append((char) c));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_16LE);
        assertThat(hasher.hash(text.toString()))
            .as("length %d", length)
            .isEqualTo(hasher.hash(bytes));
        assertThat(hasher.hash((CharSequence) text)).isEqualTo(hasher.hash(bytes));
      }
    }
  }

  @Test
  @SuppressWarnings("NullAway") // null is one of the keys
  void seedZeroIsTheStandard() {
    assertThat(Hasher.seeded(0)).isSameAs(Hasher.standard());
    assertThat(Hasher.seeded(-3).seed()).isEqualTo(-3);
    assertThat(Hasher.seeded(-3)).hasToString("Hasher[XXH3, seed=-3]");
    assertThatNullPointerException()
        .isThrownBy(() -> Hasher.standard().hash((CharSequence) null))
        .withMessage("key: null (expected: a value)");
  }

  /** Outputs of SplitMix64 from seed 1234567, as published with the generator. */
  @Test
  void splitMixVectors() {
    long[] expected = {6457827717110365317L, 3203168211198807973L, -8629252141511181193L};
    for (int i = 0; i < expected.length; i++) {
      assertThat(SplitMix.at(1234567, i)).isEqualTo(expected[i]);
    }
  }
}
