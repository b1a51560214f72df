package io.lb4j.balancer;

/** Order of names in which numbers count as numbers: pod-2 comes before pod-10. */
final class NaturalOrder {
  private NaturalOrder() {}

  static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int order;
      if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
        int endA = endOfDigits(a, i);
        int endB = endOfDigits(b, j);
        order = compareNumbers(a, i, endA, b, j, endB);
        i = endA;
        j = endB;
      } else {
        order = Character.compare(a.charAt(i++), b.charAt(j++));
      }
      if (order != 0) {
        return order;
      }
    }
    int left = Integer.compare(a.length() - i, b.length() - j);
    return left != 0 ? left : a.compareTo(b); // 01 and 1 are different names
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Longer is larger, once leading zeros are skipped: no number is too long for that. */
  private static int compareNumbers(String a, int fromA, int endA, String b, int fromB, int endB) {
    int i = skipZeros(a, fromA, endA);
    int j = skipZeros(b, fromB, endB);
    int order = Integer.compare(endA - i, endB - j);
    for (; order == 0 && i < endA; i++, j++) {
      order = Character.compare(a.charAt(i), b.charAt(j));
    }
    return order;
  }

  private static int skipZeros(String text, int from, int end) {
    int i = from;
    while (i < end && text.charAt(i) == '0') {
      i++;
    }
    return i;
  }
}
