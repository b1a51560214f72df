package io.lb4j.hash;

/**
 * CRC-32 as in zlib, over the UTF-8 form of a string that is never built.
 *
 * <p>{@code java.util.zip.CRC32} wants an object and an encoded array for each key.
 */
final class Crc32 {
  private static final int[] TABLE = new int[256];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0xEDB88320;
      }
      TABLE[i] = crc;
    }
  }

  private Crc32() {}

  /**
   * Of the UTF-8 form; a lone surrogate counts as {@code '?'}, as {@code String.getBytes} has it.
   */
  static long of(String text) {
    int crc = -1;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      int c = text.charAt(i);
      if (c < 0x80) {
        crc = add(crc, c);
      } else if (c < 0x800) {
        crc = add(add(crc, 0xC0 | (c >> 6)), tail(c, 0));
      } else if (!Character.isSurrogate((char) c)) {
        crc = add(add(add(crc, 0xE0 | (c >> 12)), tail(c, 6)), tail(c, 0));
      } else {
        c = text.codePointAt(i);
        if (Character.isSupplementaryCodePoint(c)) {
          i++;
          crc = add(add(add(add(crc, 0xF0 | (c >> 18)), tail(c, 12)), tail(c, 6)), tail(c, 0));
        } else {
          crc = add(crc, '?');
        }
      }
    }
    return ~crc & 0xFFFFFFFFL;
  }

  static long of(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      crc = add(crc, b);
    }
    return ~crc & 0xFFFFFFFFL;
  }

  /** Of the decimal digits of {@code value}. */
  static long ofDigits(long value) {
    int crc = value < 0 ? add(-1, '-') : -1;
    return ~digits(crc, value < 0 ? value : -value) & 0xFFFFFFFFL;
  }

  /** Takes the value negated, because the least long has no positive. */
  private static int digits(int crc, long negative) {
    int before = negative <= -10 ? digits(crc, negative / 10) : crc;
    return add(before, (int) ('0' - negative % 10));
  }

  private static int tail(int codePoint, int shift) {
    return 0x80 | ((codePoint >> shift) & 0x3F);
  }

  private static int add(int crc, int b) {
    return (crc >>> 8) ^ TABLE[(crc ^ b) & 0xFF];
  }
}
