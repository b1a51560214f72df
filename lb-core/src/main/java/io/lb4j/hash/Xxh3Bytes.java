package io.lb4j.hash;

/** XXH3 of bytes; the twin of {@link Xxh3Chars}, which says why there are two. */
final class Xxh3Bytes {
  private Xxh3Bytes() {}

  static long hash(Xxh3 xxh3, byte[] key) {
    int length = key.length;
    if (length > 16) {
      return length <= 128 ? upTo128(xxh3, key, length) : longer(xxh3, key, length);
    }
    if (length > 8) {
      return xxh3.hash9to16(word(key, 0), word(key, length - 8), length);
    }
    if (length > 3) {
      return xxh3.hash4to8(half(key, 0), half(key, length - 4), length);
    }
    if (length == 0) {
      return xxh3.empty;
    }
    return xxh3.hash1to3(key[0] & 0xFF, key[length >> 1] & 0xFF, key[length - 1] & 0xFF, length);
  }

  private static long half(byte[] key, int at) {
    return (int) Xxh3.INT.get(key, at) & 0xFFFFFFFFL;
  }

  private static long word(byte[] key, int at) {
    return (long) Xxh3.LONG.get(key, at);
  }

  private static long mix(byte[] key, int at, long[] keys, int k) {
    return Xxh3.fold(word(key, at) ^ keys[k], word(key, at + 8) ^ keys[k + 1]);
  }

  private static long upTo128(Xxh3 xxh3, byte[] key, int length) {
    long[] keys = xxh3.words;
    long sum = (long) length * Xxh3.PRIME64_1;
    sum += mix(key, 0, keys, 0) + mix(key, length - 16, keys, 2);
    if (length > 32) {
      sum += mix(key, 16, keys, 4) + mix(key, length - 32, keys, 6);
      if (length > 64) {
        sum += mix(key, 32, keys, 8) + mix(key, length - 48, keys, 10);
        if (length > 96) {
          sum += mix(key, 48, keys, 12) + mix(key, length - 64, keys, 14);
        }
      }
    }
    return Xxh3.avalanche(sum);
  }

  private static long longer(Xxh3 xxh3, byte[] key, int length) {
    return length <= 240 ? upTo240(xxh3, key, length) : unlimited(xxh3, key, length);
  }

  private static long upTo240(Xxh3 xxh3, byte[] key, int length) {
    long sum = (long) length * Xxh3.PRIME64_1;
    for (int i = 0; i < 8; i++) {
      sum += mix(key, 16 * i, xxh3.words, 2 * i);
    }
    long end = mix(key, length - 16, xxh3.middle, 14);
    for (int i = 8; i < length / 16; i++) {
      end += mix(key, 16 * i, xxh3.middle, 2 * (i - 8));
    }
    return Xxh3.avalanche(Xxh3.avalanche(sum) + end);
  }

  private static long unlimited(Xxh3 xxh3, byte[] key, int length) {
    long sum = (long) length * Xxh3.PRIME64_1;
    for (int lane = 0; lane < 8; lane += 2) {
      sum += lanePair(xxh3, key, length, lane);
    }
    return Xxh3.avalanche(sum);
  }

  /** Lanes meet only their neighbour, so each pair can be run alone, in two local variables. */
  private static long lanePair(Xxh3 xxh3, byte[] key, int length, int lane) {
    long[] keys = xxh3.words;
    long even = Xxh3.laneStart(lane);
    long odd = Xxh3.laneStart(lane + 1);
    int stripes = (length - 1) / 64;
    for (int stripe = 0; stripe < stripes; stripe++) {
      long first = word(key, 64 * stripe + 8 * lane);
      long second = word(key, 64 * stripe + 8 * lane + 8);
      int k = (stripe & 15) + lane;
      even += second + product(first ^ keys[k]);
      odd += first + product(second ^ keys[k + 1]);
      if ((stripe & 15) == 15) {
        even = Xxh3.scramble(even, keys[16 + lane]);
        odd = Xxh3.scramble(odd, keys[17 + lane]);
      }
    }
    long first = word(key, length - 64 + 8 * lane);
    long second = word(key, length - 64 + 8 * lane + 8);
    even += second + product(first ^ xxh3.lastStripe[lane]);
    odd += first + product(second ^ xxh3.lastStripe[lane + 1]);
    return Xxh3.fold(even ^ xxh3.merge[lane], odd ^ xxh3.merge[lane + 1]);
  }

  private static long product(long word) {
    return (word & 0xFFFFFFFFL) * (word >>> 32);
  }
}
