package io.lb4j.hash;

import java.nio.charset.StandardCharsets;

/**
 * MD5, RFC 1321, of short keys without a {@code MessageDigest}: ketama asks for it on every lookup.
 *
 * <p>The state is returned as two longs' worth of words in an array, or only its first word.
 */
final class Md5 {
  private static final int[] SHIFTS = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
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
      block[i - from >> 2] |= (bytes[i] & 0xFF) << (i << 3);
    }
    return block;
  }

  private static void finish(int[] state, int[] block, int used, int length) {
    block[used >> 2] |= 0x80 << (used << 3);
    if (used > ONE_BLOCK) {
      compress(state, block);
      java.util.Arrays.fill(block, 0);
    }
    block[14] = length << 3;
    block[15] = length >>> 29;
    compress(state, block);
  }

  private static void compress(int[] state, int[] block) {
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    for (int i = 0; i < 64; i++) {
      int round = i >> 4;
      int f;
      int g;
      switch (round) {
        case 0 -> {
          f = (b & c) | (~b & d);
          g = i;
        }
        case 1 -> {
          f = (d & b) | (~d & c);
          g = 5 * i + 1;
        }
        case 2 -> {
          f = b ^ c ^ d;
          g = 3 * i + 5;
        }
        default -> {
          f = c ^ (b | ~d);
          g = 7 * i;
        }
      }
      int sum = a + f + SINES[i] + block[g & 15];
      a = d;
      d = c;
      c = b;
      b += Integer.rotateLeft(sum, SHIFTS[4 * round + (i & 3)]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }
}
