package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.Nodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StickyTest implements EvenContract {
  private static final PickContext ALICE = PickContext.key("alice");

  private final FakeTicker ticker = new FakeTicker();
  private final List<Node> nodes = Nodes.of("a", "b", "c", "d");

  @Override
  public Balancer balancer() {
    return Balancers.sticky(Balancers.roundRobin());
  }

  /** Sticky over round robin with a clock of its own. */
  private Balancer ticking(int maxKeys) {
    Duration ttl = Duration.ofMinutes(30);
    return Sticky.own(Balancers.roundRobin(), () -> new CaffeineStore(ttl, maxKeys, ticker));
  }

  @Test
  void aKeyStaysWhereItsFirstRequestWent() {
    Picker picker = balancer().picker(nodes);
    Node first = picker.pick(ALICE);
    for (int i = 0; i < 100; i++) {
      picker.pick(PickContext.key("other" + i));
      assertThat(picker.pick(ALICE)).isSameAs(first);
      assertThat(picker.pick(ALICE, i)).isSameAs(first);
    }
    assertThat(picker.explain(ALICE, 0).reason()).isEqualTo("its key sticks to it");
  }

  @Test
  void withoutKeyTheFirstBalancerDecides() {
    assertThat(Nodes.count(balancer().picker(nodes), 100).values()).containsOnly(25);
  }

  @Test
  void othersComeAndGoAndAKeyStays() {
    Picker picker = balancer().picker(nodes);
    Node first = picker.pick(ALICE);
    for (Node other : nodes) {
      if (other != first) {
        List<Node> fewer = new ArrayList<>(nodes);
        fewer.remove(other);
        picker = balancer().rebuild(fewer, picker);
        assertThat(picker.pick(ALICE)).isSameAs(first);
      }
    }
  }

  @Test
  void aKeyMovesForGoodWhenItsNodeLeavesAndSaysSo() {
    Picker picker = balancer().picker(nodes);
    Node first = picker.pick(ALICE);
    List<Node> fewer = new ArrayList<>(nodes);
    fewer.remove(first);
    picker = balancer().rebuild(fewer, picker);
    assertThat(picker.explain(ALICE, 0).reason())
        .startsWith("its key moves from " + first.endpoint() + ", out of rotation; next in turn");
    Node second = picker.pick(ALICE);
    assertThat(fewer).contains(second);
    picker = balancer().rebuild(nodes, picker);
    assertThat(picker.pick(ALICE)).isSameAs(second);
  }

  @Test
  void aKeyMovesWhenItsNodeWasTried() {
    Picker picker = balancer().picker(nodes);
    Node first = picker.pick(ALICE);
    PickContext retry = ALICE.afterTrying(first);
    assertThat(picker.explain(retry, 0).reason())
        .startsWith("its key moves from " + first.endpoint() + ", tried already; ");
    Node second = picker.pick(retry);
    assertThat(second).isNotSameAs(first);
    assertThat(picker.pick(ALICE)).isSameAs(second);
  }

  @Test
  void aKeyIsForgottenAWhileAfterItsLastUse() {
    Picker picker = ticking(100).picker(nodes);
    Node first = picker.pick(ALICE);
    ticker.advance(Duration.ofMinutes(29));
    assertThat(picker.pick(ALICE)).isSameAs(first);
    ticker.advance(Duration.ofMinutes(29));
    assertThat(picker.explain(ALICE, 0).reason()).isEqualTo("its key sticks to it");
    ticker.advance(Duration.ofMinutes(31));
    assertThat(picker.explain(ALICE, 0).reason()).startsWith("a new key; ");
  }

  @Test
  void theTableIsBounded() {
    CaffeineStore store = new CaffeineStore(Duration.ofMinutes(30), 100, ticker);
    Picker picker = Balancers.sticky(Balancers.random(), store).picker(nodes);
    for (int i = 0; i < 10_000; i++) {
      picker.pick(PickContext.key("k" + i));
    }
    assertThat(store).hasToString("about 100 keys in memory");
  }

  @Test
  void loadBalancersDoNotShareATableUnlessTold() {
    Balancer balancer = Balancers.sticky(Balancers.roundRobin());
    List<Node> others = Nodes.of("x");
    balancer.picker(nodes).pick(ALICE);
    assertThat(balancer.picker(others).explain(ALICE, 0).reason()).startsWith("a new key; ");
    Balancer shared = Balancers.sticky(Balancers.random(), new MapStore());
    Node first = shared.picker(nodes).pick(ALICE);
    assertThat(shared.picker(nodes).pick(ALICE)).isSameAs(first);
  }

  /** A store as a user would write it. */
  private static class MapStore implements StickyStore {
    final Map<String, String> map = new ConcurrentHashMap<>();

    @Override
    public @Nullable String get(String key) {
      return map.get(key);
    }

    @Override
    public @Nullable String putIfAbsent(String key, String endpointId) {
      return map.putIfAbsent(key, endpointId);
    }

    @Override
    public void remove(String key, String endpointId) {
      map.remove(key, endpointId);
    }
  }

  @Test
  void ofTwoFirstRequestsAtOnceOneDecidesForBoth() {
    MapStore slow =
        new MapStore() {
          @Override
          public @Nullable String get(String key) {
            return null; // as if the other had not put yet
          }
        };
    Picker picker = Balancers.sticky(Balancers.roundRobin(), slow).picker(nodes);
    Node first = picker.pick(ALICE);
    assertThat(picker.pick(ALICE)).isSameAs(first);
    assertThat(picker.pick(ALICE)).isSameAs(first);
  }

  @Test
  void anEndpointNobodyKnowsIsNoObstacle() {
    MapStore store = new MapStore();
    store.map.put("alice", "long gone");
    Picker picker = Balancers.sticky(Balancers.random(), store).picker(nodes);
    Node node = picker.pick(ALICE);
    assertThat(store.map).containsEntry("alice", node.endpoint().id());
  }

  @Test
  void aFailingStoreNeverFailsAPick() {
    StickyStore failing =
        new StickyStore() {
          @Override
          public String get(String key) {
            throw new IllegalStateException("get");
          }

          @Override
          public String putIfAbsent(String key, String endpointId) {
            throw new IllegalStateException("putIfAbsent");
          }

          @Override
          public void remove(String key, String endpointId) {
            throw new IllegalStateException("remove");
          }
        };
    Picker picker = Balancers.sticky(Balancers.roundRobin(), failing).picker(nodes);
    for (int i = 0; i < 10; i++) {
      assertThat(picker.pick(ALICE)).isNotNull();
      assertThat(picker.explain(ALICE, 0).node()).isNotNull();
    }
  }

  @Test
  void theFirstBalancerSeesTimeAndCompletions() {
    List<String> seen = new ArrayList<>();
    Picker spy =
        new Picker() {
          @Override
          public Node pick(PickContext context) {
            seen.add("pick");
            return nodes.get(0);
          }

          @Override
          public Node pick(PickContext context, long now) {
            seen.add("pick at " + now);
            return nodes.get(0);
          }

          @Override
          public void begun(Node node, long now) {
            seen.add("begun at " + now);
          }

          @Override
          public void ended(Node node, Outcome outcome, long start, long latency, long now) {
            seen.add(outcome + " at " + now);
          }
        };
    Balancer spied = list -> spy;
    Picker picker = Balancers.sticky(spied).picker(nodes);
    picker.pick(ALICE, 5);
    picker.begun(nodes.get(0), 6);
    picker.ended(nodes.get(0), Outcome.FAILURE, 6, 1, 7);
    picker.pick(PickContext.none());
    assertThat(seen).containsExactly("pick at 5", "begun at 6", "FAILURE at 7", "pick");
  }

  @Test
  void badArgumentsAreRefusedAtOnce() {
    Balancer first = Balancers.random();
    assertThatThrownBy(() -> Balancers.sticky(first, Duration.ZERO, 1)).hasMessageContaining("ttl");
    assertThatThrownBy(() -> Balancers.sticky(first, Duration.ofHours(1), 0))
        .hasMessageContaining("maxKeys: 0");
    assertThat(balancer()).hasToString("sticky(roundRobin)");
  }
}
