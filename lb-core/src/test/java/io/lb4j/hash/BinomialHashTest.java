package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BinomialHashTest {
  @Test
  void oneBucketMoreOnlyAttracts() {
    for (int i = 0; i < 2000; i++) {
      long hash = SplitMix.at(1, i);
      int before = 0;
      for (int n = 1; n <= 300; n++) {
        int bucket = BinomialHash.bucket(hash, n);
        assertThat(bucket == before || bucket == n - 1).as("hash %d, n %d", hash, n).isTrue();
        before = bucket;
      }
    }
  }

  @Test
  void everySizeIsUniform() {
    // 50,000 hashes on n buckets: chi-square has mean n - 1; n - 1 + 5 sigma is never reached.
    for (int n : new int[] {2, 3, 5, 8, 9, 17, 31, 33, 65, 100, 129}) {
      int[] load = new int[n];
      for (int i = 0; i < 50_000; i++) {
        load[BinomialHash.bucket(SplitMix.at(n, i), n)]++;
      }
      double mean = 50_000.0 / n;
      double chi = 0;
      for (int l : load) {
        chi += (l - mean) * (l - mean) / mean;
      }
      assertThat(chi).as("n %d", n).isLessThan(n - 1 + 5 * Math.sqrt(2.0 * (n - 1)));
    }
  }

  @Test
  void vectors() {
    int[] buckets = new int[12];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = BinomialHash.bucket(SplitMix.at(0, i), 100);
    }
    assertThat(buckets).containsExactly(40, 71, 84, 37, 18, 74, 67, 33, 99, 59, 15, 72);
  }

  @Test
  void largestSizes() {
    assertThat(BinomialHash.bucket(-1, 1)).isZero();
    for (int i = 0; i < 1000; i++) {
      assertThat(BinomialHash.bucket(SplitMix.at(2, i), Integer.MAX_VALUE)).isNotNegative();
      assertThat(BinomialHash.bucket(SplitMix.at(2, i), (1 << 30) + 1)).isBetween(0, 1 << 30);
    }
  }
}
