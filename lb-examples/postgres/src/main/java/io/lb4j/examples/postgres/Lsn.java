package io.lb4j.examples.postgres;

/**
 * A position in the write-ahead log, bytes since its beginning.
 *
 * @param bytes unsigned; the server prints it as two hexadecimal halves, {@code 0/3000060}
 */
record Lsn(long bytes) implements Comparable<Lsn> {
  static final Lsn ZERO = new Lsn(0);

  private static final int PAGE = 8192;
  private static final int PAGE_HEADER = 24;
  private static final int SEGMENT = 1 << 20; // initdb --wal-segsize=1
  private static final int SEGMENT_HEADER = 40;

  static Lsn parse(String text) {
    int slash = text.indexOf('/');
    long high = Long.parseLong(text, 0, slash, 16);
    long low = Long.parseLong(text, slash + 1, text.length(), 16);
    return new Lsn(high << 32 | low);
  }

  /**
   * The start of the page if only the page's header lies between. A primary whose last record ended
   * with a page says "behind the next header", its standbys say "at the next page" until one more
   * record comes; without this a wait on an idle primary lasts until somebody writes.
   */
  Lsn withoutPageHeader() {
    if (bytes % SEGMENT == SEGMENT_HEADER) {
      return new Lsn(bytes - SEGMENT_HEADER);
    }
    return bytes % PAGE == PAGE_HEADER ? new Lsn(bytes - PAGE_HEADER) : this;
  }

  /** Bytes from {@code other} to this, zero if this is not ahead. */
  long aheadOf(Lsn other) {
    return compareTo(other) <= 0 ? 0 : bytes - other.bytes;
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return String.format("%X/%X", bytes >>> 32, bytes & 0xFFFF_FFFFL);
  }
}
