package io.lb4j.hash;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * MD5, RFC 1321, without a {@code MessageDigest}: ketama wants one on every lookup, most often of a
 * key that fits one block.
 *
 * <p>ASCII text and bytes that fit one block are read where they are, and the block lives in local
 * variables: no allocation. Longer text is encoded first.
 *
 * <p>Not for secrets: MD5 is broken as a cryptographic hash. Ketama asks only that it spreads.
 */
final class Md5 {
  private static final int A = 0x67452301;
  private static final int B = 0xEFCDAB89;
  private static final int C = 0x98BADCFE;
  private static final int D = 0x10325476;

  /** Bytes of one block that are left for the key: one is the end mark, eight the length. */
  private static final int ONE_BLOCK = 55;

  private static final int END = 0x80;

  private Md5() {}

  /** The first little-endian word of the digest of the UTF-8 form of {@code text}. */
  static int firstWord(String text) {
    return isShort(text) ? oneBlock(text, null) : firstWord(encoded(text));
  }

  static int firstWord(byte[] bytes) {
    return bytes.length <= ONE_BLOCK ? oneBlock(bytes, null) : blocks(bytes, new int[4]);
  }

  /** All four little-endian words. */
  static void digest(String text, int[] words) {
    if (isShort(text)) {
      start(words);
      oneBlock(text, words);
    } else {
      digest(encoded(text), words);
    }
  }

  static void digest(byte[] bytes, int[] words) {
    blocks(bytes, words);
  }

  private static byte[] encoded(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** True for ASCII that fits one block. */
  private static boolean isShort(String text) {
    int length = text.length();
    if (length > ONE_BLOCK) {
      return false;
    }
    int all = 0;
    for (int i = 0; i < length; i++) {
      all |= text.charAt(i);
    }
    return all < 0x80;
  }

  private static void start(int[] words) {
    words[0] = A;
    words[1] = B;
    words[2] = C;
    words[3] = D;
  }

  private static int blocks(byte[] bytes, int[] words) {
    start(words);
    int first = 0;
    // The end mark and the length, which may need a block of their own.
    for (int at = 0; at < bytes.length + 9; at += 64) {
      boolean last = at + 64 >= bytes.length + 9;
      int low = last ? bytes.length << 3 : word(bytes, at + 56);
      int high = last ? bytes.length >>> 29 : word(bytes, at + 60);
      first = block(bytes, at, low, high, words);
    }
    return first;
  }

  private static int oneBlock(byte[] bytes, int @Nullable [] words) {
    return block(bytes, 0, bytes.length << 3, 0, words);
  }

  private static int block(byte[] bytes, int at, int m14, int m15, int @Nullable [] words) {
    return compress(
        words,
        word(bytes, at),
        word(bytes, at + 4),
        word(bytes, at + 8),
        word(bytes, at + 12),
        word(bytes, at + 16),
        word(bytes, at + 20),
        word(bytes, at + 24),
        word(bytes, at + 28),
        word(bytes, at + 32),
        word(bytes, at + 36),
        word(bytes, at + 40),
        word(bytes, at + 44),
        word(bytes, at + 48),
        word(bytes, at + 52),
        m14,
        m15);
  }

  private static int oneBlock(String text, int @Nullable [] words) {
    return compress(
        words,
        word(text, 0),
        word(text, 4),
        word(text, 8),
        word(text, 12),
        word(text, 16),
        word(text, 20),
        word(text, 24),
        word(text, 28),
        word(text, 32),
        word(text, 36),
        word(text, 40),
        word(text, 44),
        word(text, 48),
        word(text, 52),
        text.length() << 3,
        0);
  }

  /** Four characters, low first; the end mark behind the last one, zeros behind that. */
  private static int word(String text, int at) {
    int left = text.length() - at;
    if (left >= 4) {
      return text.charAt(at)
          | text.charAt(at + 1) << 8
          | text.charAt(at + 2) << 16
          | text.charAt(at + 3) << 24;
    }
    int word = left < 0 ? 0 : END << (left << 3);
    for (int i = 0; i < left; i++) {
      word |= text.charAt(at + i) << (i << 3);
    }
    return word;
  }

  private static int word(byte[] bytes, int at) {
    int left = bytes.length - at;
    if (left >= 4) {
      return (bytes[at] & 0xFF)
          | (bytes[at + 1] & 0xFF) << 8
          | (bytes[at + 2] & 0xFF) << 16
          | bytes[at + 3] << 24;
    }
    int word = left < 0 ? 0 : END << (left << 3);
    for (int i = 0; i < left; i++) {
      word |= (bytes[at + i] & 0xFF) << (i << 3);
    }
    return word;
  }

  /**
   * One block on top of {@code words}, or of the initial state if there are none.
   *
   * @return the first word
   */
  private static int compress(
      int @Nullable [] words,
      int m0,
      int m1,
      int m2,
      int m3,
      int m4,
      int m5,
      int m6,
      int m7,
      int m8,
      int m9,
      int m10,
      int m11,
      int m12,
      int m13,
      int m14,
      int m15) {
    int a = words == null ? A : words[0];
    int b = words == null ? B : words[1];
    int c = words == null ? C : words[2];
    int d = words == null ? D : words[3];
    a = f(a, b, c, d, m0, 7, 0xD76AA478);
    d = f(d, a, b, c, m1, 12, 0xE8C7B756);
    c = f(c, d, a, b, m2, 17, 0x242070DB);
    b = f(b, c, d, a, m3, 22, 0xC1BDCEEE);
    a = f(a, b, c, d, m4, 7, 0xF57C0FAF);
    d = f(d, a, b, c, m5, 12, 0x4787C62A);
    c = f(c, d, a, b, m6, 17, 0xA8304613);
    b = f(b, c, d, a, m7, 22, 0xFD469501);
    a = f(a, b, c, d, m8, 7, 0x698098D8);
    d = f(d, a, b, c, m9, 12, 0x8B44F7AF);
    c = f(c, d, a, b, m10, 17, 0xFFFF5BB1);
    b = f(b, c, d, a, m11, 22, 0x895CD7BE);
    a = f(a, b, c, d, m12, 7, 0x6B901122);
    d = f(d, a, b, c, m13, 12, 0xFD987193);
    c = f(c, d, a, b, m14, 17, 0xA679438E);
    b = f(b, c, d, a, m15, 22, 0x49B40821);
    a = g(a, b, c, d, m1, 5, 0xF61E2562);
    d = g(d, a, b, c, m6, 9, 0xC040B340);
    c = g(c, d, a, b, m11, 14, 0x265E5A51);
    b = g(b, c, d, a, m0, 20, 0xE9B6C7AA);
    a = g(a, b, c, d, m5, 5, 0xD62F105D);
    d = g(d, a, b, c, m10, 9, 0x02441453);
    c = g(c, d, a, b, m15, 14, 0xD8A1E681);
    b = g(b, c, d, a, m4, 20, 0xE7D3FBC8);
    a = g(a, b, c, d, m9, 5, 0x21E1CDE6);
    d = g(d, a, b, c, m14, 9, 0xC33707D6);
    c = g(c, d, a, b, m3, 14, 0xF4D50D87);
    b = g(b, c, d, a, m8, 20, 0x455A14ED);
    a = g(a, b, c, d, m13, 5, 0xA9E3E905);
    d = g(d, a, b, c, m2, 9, 0xFCEFA3F8);
    c = g(c, d, a, b, m7, 14, 0x676F02D9);
    b = g(b, c, d, a, m12, 20, 0x8D2A4C8A);
    a = h(a, b, c, d, m5, 4, 0xFFFA3942);
    d = h(d, a, b, c, m8, 11, 0x8771F681);
    c = h(c, d, a, b, m11, 16, 0x6D9D6122);
    b = h(b, c, d, a, m14, 23, 0xFDE5380C);
    a = h(a, b, c, d, m1, 4, 0xA4BEEA44);
    d = h(d, a, b, c, m4, 11, 0x4BDECFA9);
    c = h(c, d, a, b, m7, 16, 0xF6BB4B60);
    b = h(b, c, d, a, m10, 23, 0xBEBFBC70);
    a = h(a, b, c, d, m13, 4, 0x289B7EC6);
    d = h(d, a, b, c, m0, 11, 0xEAA127FA);
    c = h(c, d, a, b, m3, 16, 0xD4EF3085);
    b = h(b, c, d, a, m6, 23, 0x04881D05);
    a = h(a, b, c, d, m9, 4, 0xD9D4D039);
    d = h(d, a, b, c, m12, 11, 0xE6DB99E5);
    c = h(c, d, a, b, m15, 16, 0x1FA27CF8);
    b = h(b, c, d, a, m2, 23, 0xC4AC5665);
    a = i(a, b, c, d, m0, 6, 0xF4292244);
    d = i(d, a, b, c, m7, 10, 0x432AFF97);
    c = i(c, d, a, b, m14, 15, 0xAB9423A7);
    b = i(b, c, d, a, m5, 21, 0xFC93A039);
    a = i(a, b, c, d, m12, 6, 0x655B59C3);
    d = i(d, a, b, c, m3, 10, 0x8F0CCC92);
    c = i(c, d, a, b, m10, 15, 0xFFEFF47D);
    b = i(b, c, d, a, m1, 21, 0x85845DD1);
    a = i(a, b, c, d, m8, 6, 0x6FA87E4F);
    d = i(d, a, b, c, m15, 10, 0xFE2CE6E0);
    c = i(c, d, a, b, m6, 15, 0xA3014314);
    b = i(b, c, d, a, m13, 21, 0x4E0811A1);
    a = i(a, b, c, d, m4, 6, 0xF7537E82);
    d = i(d, a, b, c, m11, 10, 0xBD3AF235);
    c = i(c, d, a, b, m2, 15, 0x2AD7D2BB);
    b = i(b, c, d, a, m9, 21, 0xEB86D391);
    if (words == null) {
      return a + A;
    }
    words[0] += a;
    words[1] += b;
    words[2] += c;
    words[3] += d;
    return words[0];
  }

  // Sums begin with what is known early: each step waits for the b of the one before it.

  private static int f(int a, int b, int c, int d, int data, int shift, int sine) {
    return b + Integer.rotateLeft(a + data + sine + (d ^ (b & (c ^ d))), shift);
  }

  private static int g(int a, int b, int c, int d, int data, int shift, int sine) {
    return b + Integer.rotateLeft(a + data + sine + (c & ~d) + (b & d), shift);
  }

  private static int h(int a, int b, int c, int d, int data, int shift, int sine) {
    return b + Integer.rotateLeft(a + data + sine + (c ^ d ^ b), shift);
  }

  private static int i(int a, int b, int c, int d, int data, int shift, int sine) {
    return b + Integer.rotateLeft(a + data + sine + (c ^ (b | ~d)), shift);
  }
}
