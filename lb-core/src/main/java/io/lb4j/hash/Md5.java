package io.lb4j.hash;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * MD5, RFC 1321, without a {@code MessageDigest}: ketama wants one on every lookup, most often of a
 * key that fits one block.
 *
 * <p>Not for secrets: MD5 is broken as a cryptographic hash. Ketama asks only that it spreads.
 */
final class Md5 {
  private static final int[] SINES = new int[64];

  /** Bytes of one block that are left for the key: one is the end mark, eight the length. */
  private static final int ONE_BLOCK = 55;

  static {
    for (int i = 0; i < 64; i++) {
      SINES[i] = (int) (long) (StrictMath.abs(StrictMath.sin(i + 1)) * (1L << 32));
    }
  }

  private Md5() {}

  /** The four little-endian words of the digest of the UTF-8 form of {@code text}. */
  static int[] words(String text) {
    int[] state = initial();
    int length = text.length();
    if (length <= ONE_BLOCK) {
      int[] block = new int[16];
      int all = 0;
      for (int i = 0; i < length; i++) {
        char c = text.charAt(i);
        all |= c;
        block[i >> 2] |= c << (i << 3);
      }
      if (all < 0x80) {
        finish(state, block, length, length);
        return state;
      }
    }
    return words(text.getBytes(StandardCharsets.UTF_8));
  }

  static int[] words(byte[] bytes) {
    int[] state = initial();
    int whole = bytes.length & ~63;
    for (int from = 0; from < whole; from += 64) {
      compress(state, block(bytes, from, from + 64));
    }
    int[] block = block(bytes, whole, bytes.length);
    finish(state, block, bytes.length - whole, bytes.length);
    return state;
  }

  private static int[] initial() {
    return new int[] {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  }

  private static int[] block(byte[] bytes, int from, int to) {
    int[] block = new int[16];
    for (int i = from; i < to; i++) {
      block[(i - from) >> 2] |= (bytes[i] & 0xFF) << (i << 3);
    }
    return block;
  }

  private static void finish(int[] state, int[] block, int used, int length) {
    block[used >> 2] |= 0x80 << (used << 3);
    if (used > ONE_BLOCK) {
      compress(state, block);
      Arrays.fill(block, 0);
    }
    block[14] = length << 3;
    block[15] = length >>> 29;
    compress(state, block);
  }

  private static void compress(int[] state, int[] m) {
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    for (int i = 0; i < 16; i += 4) {
      a = b + step(a, (b & c) | (~b & d), m[i], i, 7);
      d = a + step(d, (a & b) | (~a & c), m[i + 1], i + 1, 12);
      c = d + step(c, (d & a) | (~d & b), m[i + 2], i + 2, 17);
      b = c + step(b, (c & d) | (~c & a), m[i + 3], i + 3, 22);
    }
    for (int i = 16; i < 32; i += 4) {
      a = b + step(a, (b & d) | (c & ~d), m[(5 * i + 1) & 15], i, 5);
      d = a + step(d, (a & c) | (b & ~c), m[(5 * i + 6) & 15], i + 1, 9);
      c = d + step(c, (d & b) | (a & ~b), m[(5 * i + 11) & 15], i + 2, 14);
      b = c + step(b, (c & a) | (d & ~a), m[(5 * i + 16) & 15], i + 3, 20);
    }
    secondHalf(state, m, a, b, c, d);
  }

  private static void secondHalf(int[] state, int[] m, int a, int b, int c, int d) {
    for (int i = 32; i < 48; i += 4) {
      a = b + step(a, b ^ c ^ d, m[(3 * i + 5) & 15], i, 4);
      d = a + step(d, a ^ b ^ c, m[(3 * i + 8) & 15], i + 1, 11);
      c = d + step(c, d ^ a ^ b, m[(3 * i + 11) & 15], i + 2, 16);
      b = c + step(b, c ^ d ^ a, m[(3 * i + 14) & 15], i + 3, 23);
    }
    for (int i = 48; i < 64; i += 4) {
      a = b + step(a, c ^ (b | ~d), m[(7 * i) & 15], i, 6);
      d = a + step(d, b ^ (a | ~c), m[(7 * i + 7) & 15], i + 1, 10);
      c = d + step(c, a ^ (d | ~b), m[(7 * i + 14) & 15], i + 2, 15);
      b = c + step(b, d ^ (c | ~a), m[(7 * i + 21) & 15], i + 3, 21);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }

  private static int step(int word, int mixed, int data, int sine, int shift) {
    return Integer.rotateLeft(word + mixed + data + SINES[sine], shift);
  }
}
