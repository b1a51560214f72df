package io.lb4j.hash;

/**
 * XXH3 of a string's UTF-16 code units, each as two bytes, low byte first.
 *
 * <p>Nothing is copied or encoded: four {@code charAt} make one 64-bit word, for Latin-1 and UTF-16
 * strings alike. Offsets and lengths below count chars. The twin of {@link Xxh3Bytes}; sharing the
 * code would put an interface call around every word.
 */
final class Xxh3Chars {
  private Xxh3Chars() {}

  static long hash(Xxh3 xxh3, String key) {
    int length = key.length();
    if (length > 8) {
      return length <= 16 ? upTo16(xxh3, key, length) : longer(xxh3, key, length);
    }
    if (length > 4) {
      return xxh3.hash9to16(word(key, 0), word(key, length - 4), 2L * length);
    }
    if (length > 1) {
      return xxh3.hash4to8(half(key, 0), half(key, length - 2), 2L * length);
    }
    if (length == 0) {
      return xxh3.empty;
    }
    int only = key.charAt(0);
    return xxh3.hash1to3(only & 0xFF, only >>> 8, only >>> 8, 2);
  }

  private static long half(String key, int at) {
    return key.charAt(at) | ((long) key.charAt(at + 1) << 16);
  }

  private static long word(String key, int at) {
    return key.charAt(at)
        | ((long) key.charAt(at + 1) << 16)
        | ((long) key.charAt(at + 2) << 32)
        | ((long) key.charAt(at + 3) << 48);
  }

  private static long mix(String key, int at, long[] keys, int k) {
    return Xxh3.fold(word(key, at) ^ keys[k], word(key, at + 4) ^ keys[k + 1]);
  }

  /** Apart from {@link #upTo64}, so that the code for common keys is small enough to be inlined. */
  private static long upTo16(Xxh3 xxh3, String key, int length) {
    long[] keys = xxh3.words;
    long sum = 2L * length * Xxh3.PRIME64_1;
    return Xxh3.avalanche(sum + mix(key, 0, keys, 0) + mix(key, length - 8, keys, 2));
  }

  private static long upTo64(Xxh3 xxh3, String key, int length) {
    long[] keys = xxh3.words;
    long sum = 2L * length * Xxh3.PRIME64_1;
    sum += mix(key, 0, keys, 0) + mix(key, length - 8, keys, 2);
    if (length > 16) {
      sum += mix(key, 8, keys, 4) + mix(key, length - 16, keys, 6);
      if (length > 32) {
        sum += mix(key, 16, keys, 8) + mix(key, length - 24, keys, 10);
        if (length > 48) {
          sum += mix(key, 24, keys, 12) + mix(key, length - 32, keys, 14);
        }
      }
    }
    return Xxh3.avalanche(sum);
  }

  private static long longer(Xxh3 xxh3, String key, int length) {
    if (length <= 64) {
      return upTo64(xxh3, key, length);
    }
    return length <= 120 ? upTo120(xxh3, key, length) : unlimited(xxh3, key, length);
  }

  private static long upTo120(Xxh3 xxh3, String key, int length) {
    long sum = 2L * length * Xxh3.PRIME64_1;
    for (int i = 0; i < 8; i++) {
      sum += mix(key, 8 * i, xxh3.words, 2 * i);
    }
    long end = mix(key, length - 8, xxh3.middle, 14);
    for (int i = 8; i < length / 8; i++) {
      end += mix(key, 8 * i, xxh3.middle, 2 * (i - 8));
    }
    return Xxh3.avalanche(Xxh3.avalanche(sum) + end);
  }

  private static long unlimited(Xxh3 xxh3, String key, int length) {
    long sum = 2L * length * Xxh3.PRIME64_1;
    for (int lane = 0; lane < 8; lane += 2) {
      sum += lanePair(xxh3, key, length, lane);
    }
    return Xxh3.avalanche(sum);
  }

  /** Lanes meet only their neighbour, so each pair can be run alone, in two local variables. */
  private static long lanePair(Xxh3 xxh3, String key, int length, int lane) {
    long[] keys = xxh3.words;
    long even = Xxh3.laneStart(lane);
    long odd = Xxh3.laneStart(lane + 1);
    int stripes = (length - 1) / 32;
    for (int stripe = 0; stripe < stripes; stripe++) {
      long first = word(key, 32 * stripe + 4 * lane);
      long second = word(key, 32 * stripe + 4 * lane + 4);
      int k = (stripe & 15) + lane;
      even += second + product(first ^ keys[k]);
      odd += first + product(second ^ keys[k + 1]);
      if ((stripe & 15) == 15) {
        even = Xxh3.scramble(even, keys[16 + lane]);
        odd = Xxh3.scramble(odd, keys[17 + lane]);
      }
    }
    long first = word(key, length - 32 + 4 * lane);
    long second = word(key, length - 32 + 4 * lane + 4);
    even += second + product(first ^ xxh3.lastStripe[lane]);
    odd += first + product(second ^ xxh3.lastStripe[lane + 1]);
    return Xxh3.fold(even ^ xxh3.merge[lane], odd ^ xxh3.merge[lane + 1]);
  }

  private static long product(long word) {
    return (word & 0xFFFFFFFFL) * (word >>> 32);
  }
}
