package io.lb4j.balancer;

/*
 * Vose's alias method: n columns of equal width; column i belongs to i up to its threshold and to one
 * other index above it. Columns that are too low are topped up from one that is too high, until all
 * are level. One 64-bit word of chance says column (upper half) and height (lower half), one load
 * answers it.
 *
 * An entry is the threshold, 32 bits, over the alias. A column that is all its own names itself as its
 * alias, so that rounding gives nobody a share that has none.
 */
final class AliasTable {
  private static final double HEIGHT = 0x1p32;

  private final long[] entries;

  /** At least one of the weights is positive. */
  AliasTable(double[] weights) {
    int n = weights.length;
    double perColumn = Weights.sum(weights) / n;
    double[] fill = new double[n];
    int[] work = new int[n]; // low columns from the left, high ones from the right
    int low = 0;
    int high = n;
    for (int i = 0; i < n; i++) {
      fill[i] = weights[i] / perColumn;
      if (fill[i] < 1) {
        work[low++] = i;
      } else {
        work[--high] = i;
      }
    }
    this.entries = new long[n];
    while (low > 0 && high < n) {
      int poor = work[--low];
      int rich = work[high];
      entries[poor] = (long) (fill[poor] * HEIGHT) << 32 | rich;
      fill[rich] -= 1 - fill[poor];
      if (fill[rich] < 1) {
        work[low++] = rich;
        high++;
      }
    }
    while (high < n) {
      level(work[high++]);
    }
    while (low > 0) {
      level(work[--low]); // by rounding only
    }
  }

  private void level(int column) {
    entries[column] = column;
  }

  /** An index, with chances by weight if all words are equally likely. */
  int at(long word) {
    int column = (int) ((word >>> 32) * entries.length >>> 32);
    long entry = entries[column];
    return (word & 0xFFFFFFFFL) < entry >>> 32 ? column : (int) entry;
  }
}
