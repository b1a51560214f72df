package io.lb4j.hash;

import static io.lb4j.hash.Rings.keys;
import static io.lb4j.hash.Rings.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What consistent hashing is for: keys move only from who leaves and only to who joins. */
interface MinimalMovementContract extends HashRingContract {
  /** Share of the keys that may move for nothing; 0 for all but maglev. */
  default double needless() {
    return 0;
  }

  /** Whom to take out of the ring; jump has no choice. */
  default String leaver(HashRing<String> ring) {
    return ring.nodes().get(ring.size() / 2);
  }

  @Test
  default void newcomerTakesItsShareAndOldNodesExchangeNothing() {
    for (int n : new int[] {1, 3, 10, 50}) {
      HashRing<String> before = ring(nodes(n));
      HashRing<String> after = before.with("new");
      List<String> keys = keys(20_000);
      long taken = keys.stream().filter(key -> after.get(key).equals("new")).count();
      // 20,000 keys: sigma of a fair share at n = 50 is 20 of 392; a ring's share varies by 8 %.
      assertThat(taken)
          .isBetween((long) (0.75 * 20_000 / (n + 1)), (long) (1.2 * 20_000 / (n + 1)));
      assertThat(Rings.moved(before, after, keys) - taken / 20_000.0).isBetween(0.0, needless());
    }
  }

  @Test
  default void leaverGivesAwayItsKeysAndNoOtherKeyMoves() {
    for (int n : new int[] {2, 3, 10, 50}) {
      HashRing<String> before = ring(nodes(n));
      String gone = leaver(before);
      HashRing<String> after = before.without(gone);
      List<String> others =
          keys(20_000).stream().filter(key -> !before.get(key).equals(gone)).toList();
      assertThat(Rings.moved(before, after, others)).isLessThanOrEqualTo(needless());
    }
  }

  @Test
  default void keysOfALeaverSpreadOverAllOthers() {
    HashRing<String> before = ring(nodes(10));
    String gone = leaver(before);
    HashRing<String> after = before.without(gone);
    List<String> orphans =
        keys(20_000).stream().filter(key -> before.get(key).equals(gone)).toList();
    assertThat(Rings.load(after, orphans)).hasSize(9);
  }

  @Test
  default void whoReturnsFindsItsKeys() {
    HashRing<String> before = ring(nodes(10));
    String gone = leaver(before);
    HashRing<String> after = before.without(gone).with(gone);
    assertThat(Rings.fingerprint(after)).isEqualTo(Rings.fingerprint(before));
  }
}
