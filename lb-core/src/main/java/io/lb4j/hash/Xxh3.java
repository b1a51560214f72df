package io.lb4j.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The arithmetic of XXH3 (64 bit) and everything of it that depends on the seed alone.
 *
 * <p>The specification derives each of these words from the seed and a fixed secret while hashing;
 * they are the same for every key, so one object per seed holds them ready. {@link Xxh3Chars} and
 * {@link Xxh3Bytes} read the key.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash
 *     specification</a>
 */
final class Xxh3 {
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  static final long PRIME32_1 = 0x9E3779B1L;
  static final long PRIME64_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME64_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME64_3 = 0x165667B19E3779F9L;
  private static final long PRIME_MX1 = 0x165667919E3779F9L;
  private static final long PRIME_MX2 = 0x9FB21C651E98DF25L;

  /** Where the eight lanes of a long key start. */
  private static final long[] LANES = {
    0xC2B2AE3DL,
    PRIME64_1,
    PRIME64_2,
    PRIME64_3,
    0x85EBCA77C2B2AE63L,
    0x85EBCA77L,
    0x27D4EB2F165667C5L,
    PRIME32_1
  };

  private static final byte[] SECRET =
      HexFormat.of()
          .parseHex(
              "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
                  + "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
                  + "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
                  + "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
                  + "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
                  + "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e");

  final long empty;
  final long flip1to3;
  final long flip4to8;
  final long flip9to16low;
  final long flip9to16high;

  /** The secret moved by the seed, 24 words: even ones plus, odd ones minus the seed. */
  final long[] words;

  /** The same from byte 3 on, and last the pair from byte 119: for keys of 129 to 240 bytes. */
  final long[] middle;

  /** Keys of the last stripe (byte 121 on) and of the merge (byte 11 on): for longer keys. */
  final long[] lastStripe;

  final long[] merge;

  Xxh3(long seed) {
    this.empty = avalanche64(seed ^ secret(56) ^ secret(64));
    this.flip1to3 = ((secret(0) ^ (secret(0) >>> 32)) & 0xFFFFFFFFL) + seed;
    long folded = seed ^ ((long) Integer.reverseBytes((int) seed) << 32);
    this.flip4to8 = (secret(8) ^ secret(16)) - folded;
    this.flip9to16low = (secret(24) ^ secret(32)) + seed;
    this.flip9to16high = (secret(40) ^ secret(48)) - seed;
    this.words = pairs(0, 12, seed);
    this.middle = pairs(3, 8, seed);
    middle[14] = secret(119) + seed;
    middle[15] = secret(127) - seed;
    byte[] moved = bytes(words);
    this.lastStripe = eight(moved, 121);
    this.merge = eight(moved, 11);
  }

  static long laneStart(int lane) {
    return LANES[lane];
  }

  /** Low half xor high half of the 128-bit unsigned product. */
  static long fold(long a, long b) {
    long high = Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    return (a * b) ^ high;
  }

  long hash1to3(long first, long middleByte, long last, long length) {
    return avalanche64(((first << 16) | (middleByte << 24) | last | (length << 8)) ^ flip1to3);
  }

  /** Both arguments are unsigned 32-bit words. */
  long hash4to8(long first, long last, long length) {
    long h = (last + (first << 32)) ^ flip4to8;
    h ^= Long.rotateLeft(h, 49) ^ Long.rotateLeft(h, 24);
    h *= PRIME_MX2;
    h ^= (h >>> 35) + length;
    h *= PRIME_MX2;
    return h ^ (h >>> 28);
  }

  long hash9to16(long first, long last, long length) {
    long low = first ^ flip9to16low;
    long high = last ^ flip9to16high;
    return avalanche(length + Long.reverseBytes(low) + high + fold(low, high));
  }

  static long avalanche(long h) {
    h ^= h >>> 37;
    h *= PRIME_MX1;
    return h ^ (h >>> 32);
  }

  private static long avalanche64(long h) {
    h ^= h >>> 33;
    h *= PRIME64_2;
    h ^= h >>> 29;
    h *= PRIME64_3;
    return h ^ (h >>> 32);
  }

  static long scramble(long lane, long key) {
    return (lane ^ (lane >>> 47) ^ key) * PRIME32_1;
  }

  private static long secret(int offset) {
    return (long) LONG.get(SECRET, offset);
  }

  private static long[] pairs(int offset, int count, long seed) {
    long[] pairs = new long[2 * count];
    for (int i = 0; i < pairs.length; i += 2) {
      pairs[i] = secret(offset + 8 * i) + seed;
      pairs[i + 1] = secret(offset + 8 * i + 8) - seed;
    }
    return pairs;
  }

  private static byte[] bytes(long[] words) {
    byte[] bytes = new byte[8 * words.length];
    for (int i = 0; i < words.length; i++) {
      LONG.set(bytes, 8 * i, words[i]);
    }
    return bytes;
  }

  private static long[] eight(byte[] bytes, int offset) {
    long[] eight = new long[8];
    for (int i = 0; i < 8; i++) {
      eight[i] = (long) LONG.get(bytes, offset + 8 * i);
    }
    return eight;
  }
}
