package io.lb4j.hash;

import static io.lb4j.hash.Rings.keys;
import static io.lb4j.hash.Rings.nodes;
import static io.lb4j.hash.Rings.owners;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every ring keeps, whatever its algorithm. */
interface HashRingContract {
  /** A ring of the algorithm under test. */
  HashRing<String> ring(Collection<String> nodes);

  /** {@link Rings#fingerprint} of ten nodes; a mapping once released must never change. */
  int golden();

  /** Nodes of "key-0" to "key-7" among ten nodes, as readable evidence of the same. */
  List<String> goldenOwners();

  /** Peak/mean load stated in the Javadoc, for {@code n} nodes and 1000 keys each. */
  double peakToMean(int n);

  /** What the ring goes by, see {@link HashRing#getHashed(long)}. */
  default long hash(String key) {
    return Hasher.standard().hash(key);
  }

  @Test
  default void aReadyHashIsAsGoodAsItsKey() {
    HashRing<String> ring = ring(nodes(10));
    for (String key : keys(1000)) {
      String first = ring.get(key);
      assertThat(ring.getHashed(hash(key))).isEqualTo(first);
      assertThat(ring.getHashed(hash(key), node -> !node.equals(first)))
          .isEqualTo(ring.get(key, 2).get(1));
      assertThat(nodes(10)).contains(ring.getHashed(-1 - hash(key)));
    }
  }

  @Test
  default void theSameWeightsAreTheSameRing() {
    HashRing<String> ring = ring(nodes(3));
    assertThat(Rings.fingerprint(ring.reweighted(1, 1, 1))).isEqualTo(Rings.fingerprint(ring));
    HashRing<String> last = ring.reweighted(0, 0, 1);
    assertThat(last.nodes()).containsExactly("node-2");
    assertThat(last.get("key")).isEqualTo("node-2");
    assertThat(ring.nodes()).hasSize(3);
  }

  @Test
  default void wrongWeightsAreNamed() {
    HashRing<String> ring = ring(nodes(2));
    refused(() -> ring.reweighted(1), "weights: 1 (expected: 2, one for each node)");
    refused(() -> ring.reweighted(1, -1), "weight: -1 (expected: >= 0, 'node-1')");
    refused(() -> ring.reweighted(0, 0), "weights: all 0 (expected: at least one above 0)");
  }

  @Test
  default void mappingIsTheReleasedOne() {
    HashRing<String> ring = ring(nodes(10));
    assertThat(owners(ring, keys(8))).isEqualTo(goldenOwners());
    assertThat(Rings.fingerprint(ring)).isEqualTo(golden());
  }

  @Test
  default void singleNodeOwnsEveryKeyInEveryForm() {
    HashRing<String> ring = ring(List.of("only"));
    assertThat(ring.size()).isOne();
    assertThat(ring.nodes()).containsExactly("only");
    for (int i = -500; i < 500; i++) {
      assertThat(ring.get("key-" + i)).isEqualTo("only");
      assertThat(ring.get((long) i)).isEqualTo("only");
      assertThat(ring.get(("" + i).getBytes(StandardCharsets.UTF_8))).isEqualTo("only");
      assertThat(ring.get("key-" + i, 3)).containsExactly("only");
    }
  }

  @Test
  default void everyFormOfKeyFindsEveryNodeAndAnEmptyKeyFindsOne() {
    HashRing<String> ring = ring(nodes(10));
    Set<String> byLong = new HashSet<>();
    Set<String> byBytes = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      byLong.add(ring.get((long) i));
      byBytes.add(ring.get(("key-" + i).getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(byLong).containsExactlyInAnyOrderElementsOf(nodes(10));
    assertThat(byBytes).containsExactlyInAnyOrderElementsOf(nodes(10));
    assertThat(nodes(10)).contains(ring.get(""), ring.get(new byte[0]), ring.get(Long.MIN_VALUE));
  }

  @Test
  default void choicesAreDistinctAndStartWithGet() {
    HashRing<String> ring = ring(nodes(10));
    for (int i = 0; i < 200; i++) {
      String key = "key-" + i;
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      List<String> all = ring.get(key, 10);
      assertThat(all).containsExactlyInAnyOrderElementsOf(nodes(10)).startsWith(ring.get(key));
      for (int count = 1; count < 10; count++) {
        assertThat(ring.get(key, count)).isEqualTo(all.subList(0, count));
      }
      assertThat(ring.get(key, 11)).isEqualTo(all);
      assertThat(ring.get(bytes, 2)).doesNotHaveDuplicates().startsWith(ring.get(bytes));
      assertThat(ring.get((long) i, 2)).doesNotHaveDuplicates().startsWith(ring.get((long) i));
    }
  }

  @Test
  default void firstEligibleChoiceIsFoundAndNobodyAskedTwice() {
    HashRing<String> ring = ring(nodes(20));
    for (int i = 0; i < 200; i++) {
      String key = "key-" + i;
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      List<String> all = ring.get(key, 20);
      for (int down : new int[] {0, 1, 7, 19}) {
        Set<String> out = new HashSet<>(all.subList(0, down));
        assertThat(ring.get(key, node -> !out.contains(node))).isEqualTo(all.get(down));
      }
      List<String> asked = new ArrayList<>();
      assertThat(ring.get(key, node -> !asked.add(node))).isNull();
      assertThat(asked).containsExactlyInAnyOrderElementsOf(nodes(20));
      String first = ring.get(bytes);
      assertThat(ring.get(bytes, node -> !node.equals(first))).isEqualTo(ring.get(bytes, 2).get(1));
      String own = ring.get((long) i);
      assertThat(ring.get((long) i, node -> node.equals(own))).isEqualTo(own);
    }
  }

  @Test
  default void loadIsAsEvenAsStated() {
    assertThat(Rings.peakToMean(ring(nodes(10)), keys(10_000))).isLessThan(peakToMean(10));
    assertThat(Rings.peakToMean(ring(nodes(100)), keys(100_000))).isLessThan(peakToMean(100));
  }

  @Test
  default void tenThousandNodesWork() {
    HashRing<String> ring = ring(nodes(10_000));
    assertThat(ring.size()).isEqualTo(10_000);
    assertThat(new HashSet<>(owners(ring, keys(300)))).hasSizeGreaterThan(250);
    assertThat(ring.get("key", 50)).hasSize(50).doesNotHaveDuplicates();
    assertThat(ring.with("new").without("new").get("key")).isEqualTo(ring.get("key"));
  }

  @Test
  default void changesLeaveTheOldRingAsItWas() {
    HashRing<String> ring = ring(nodes(5));
    List<String> before = owners(ring, keys(500));
    String last = ring.nodes().get(4);
    assertThat(ring.with("new").nodes()).hasSize(6).contains("new");
    assertThat(ring.without(last).nodes()).hasSize(4).doesNotContain(last);
    assertThat(ring.nodes()).containsExactlyElementsOf(nodes(5));
    assertThat(owners(ring, keys(500))).isEqualTo(before);
  }

  @Test
  @SuppressWarnings("NullAway") // null is one of the mistakes
  default void mistakesAreNamed() {
    refused(() -> ring(List.of()), "nodes: [] (expected: at least one)");
    refused(() -> ring(List.of("a", " ")), "name: ' ' (expected: a name that is not blank)");
    refused(() -> ring(List.of("a", "b", "a")), "node: 'a' (expected: names that differ)");
    HashRing<String> ring = ring(List.of("a", "b"));
    refused(() -> ring.with("a"), "node: 'a' (expected: a name not in this ring)");
    refused(() -> ring.with(""), "name: '' (expected: a name that is not blank)");
    refused(() -> ring.with("c", 0), "weight: 0 (expected: >= 1, 'c')");
    refused(() -> ring.with("c", -3), "weight: -3 (expected: >= 1, 'c')");
    refused(() -> ring.without("c"), "node: 'c' (expected: a node of this ring)");
    refused(() -> ring.get("k", 0), "count: 0 (expected: >= 1)");
    HashRing<String> only = ring.without("b");
    refused(() -> only.without("a"), "node: 'a' (expected: not the last node of the ring)");
    assertThatNullPointerException()
        .isThrownBy(() -> ring.get((String) null))
        .withMessage("key: null (expected: a value)");
  }

  private static void refused(Runnable mistake, String message) {
    assertThatIllegalArgumentException().isThrownBy(mistake::run).withMessage(message);
  }
}
