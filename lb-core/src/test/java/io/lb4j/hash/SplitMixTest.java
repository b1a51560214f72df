package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMixTest {
  /** Steele et al. have no vectors; these are of the reference code of Vigna, seed 1234567. */
  @Test
  void isTheGeneratorItIsCalledAfter() {
    long[] reference = {6457827717110365317L, 3203168211198807973L, -8629252141511181193L};
    for (int i = 0; i < reference.length; i++) {
      assertThat(SplitMix.at(1234567, i)).isEqualTo(reference[i]);
    }
  }

  /** A million outputs of random seeds, seed 6. */
  @Test
  void anOutputTellsItsIndex() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 1_000_000; i++) {
      long seed = random.nextLong();
      int index = random.nextInt(Integer.MAX_VALUE);
      if (SplitMix.indexOf(seed, SplitMix.at(seed, index)) != index) {
        assertThat(SplitMix.indexOf(seed, SplitMix.at(seed, index))).isEqualTo(index);
      }
    }
  }
}
