package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static void isTheRemainder(int turn, int n) {
    int place = Turns.place(turn, n, Turns.reciprocal(n));
    if (place != Integer.remainderUnsigned(turn, n)) {
      assertThat(place)
          .as("%s modulo %d", Integer.toUnsignedString(turn), n)
          .isEqualTo(Integer.remainderUnsigned(turn, n));
    }
  }

  /** 3 million pairs, those where such arithmetic goes wrong among them. Seed 5. */
  @Test
  void aTurnsPlaceIsItsUnsignedRemainder() {
    int[] edges = {0, 1, 2, 3, -1, -2, -3, Integer.MAX_VALUE, Integer.MIN_VALUE};
    int[] sizes = {1, 2, 3, 7, 10, 1000, 65_535, 65_536, 65_537, Integer.MAX_VALUE};
    for (int n : sizes) {
      for (int edge : edges) {
        isTheRemainder(edge, n);
        for (int near = -2; near <= 2; near++) {
          isTheRemainder((int) (0xFFFF_FFFFL / n * n) + near, n);
        }
      }
    }
    SplittableRandom dice = new SplittableRandom(5);
    for (int i = 0; i < 3_000_000; i++) {
      isTheRemainder(dice.nextInt(), Math.max(1, dice.nextInt() >>> 1 + dice.nextInt(31)));
    }
  }
}
