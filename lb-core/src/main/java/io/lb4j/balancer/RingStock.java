package io.lb4j.balancer;

import io.lb4j.hash.HashRing;
import io.lb4j.load.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * A ring of more than is needed now: of all nodes that may be back soon, each at the weight it has when
 * it is well. An ejected node, or one in slow start, is one of these at less weight, and a ring derives
 * such a ring from itself in O(n), without sorting a point. Only who joins or outgrows its weight makes
 * another stock necessary; who left for good is cleared out then, or when there are many.
 *
 * Every ring derived is the one that a fresh build of the same nodes would give.
 */
final class RingStock {
  /** A ring is edited node by node up to here; beyond, building is faster. */
  private static final int MOST_EDITS = 4;

  /** Up to this size a new stock takes less than a millisecond or two: then none are left over. */
  private static final int SMALL = 1_000;

  /** In larger ones, one node in so many may have left for good. */
  private static final int SOME = 16;

  private final RingPlan plan;

  /** In the order they came, in which most of them will come again. */
  private final RingUnits stock;

  private final HashRing<Node> ring;
  private final IdentityHashMap<Node, Integer> indexes;

  /** Where in {@link HashRing#nodes} each of them is. */
  private final int[] places;

  private RingStock(RingPlan plan, RingUnits stock, HashRing<Node> ring) {
    this.plan = plan;
    this.stock = stock;
    this.ring = ring;
    this.indexes = new IdentityHashMap<>(stock.size());
    for (int i = 0; i < stock.size(); i++) {
      indexes.put(stock.nodes()[i], i);
    }
    this.places = new int[stock.size()];
    int place = 0;
    for (Node node : ring.nodes()) {
      places[indexes.getOrDefault(node, 0)] = place++;
    }
  }

  static RingStock of(RingPlan plan, RingUnits now) {
    RingUnits all = plan.keepsSpares() ? now.withSpares(List.of()) : now;
    return new RingStock(plan, all, fresh(plan, all));
  }

  private static HashRing<Node> fresh(RingPlan plan, RingUnits all) {
    Map<Node, Integer> weights = new HashMap<>(2 * all.size());
    for (int i = 0; i < all.size(); i++) {
      weights.put(all.nodes()[i], all.units()[i]);
    }
    List<Node> nodes = Arrays.asList(all.nodes());
    HashRing<Node> ring =
        plan.ring(nodes, HashRing.builder(nodes, RingStock::id).weight(weights::get));
    weights.clear(); // the ring keeps the function, and must not keep nodes that are gone
    return ring;
  }

  private static String id(Node node) {
    return node.endpoint().id();
  }

  int size() {
    return stock.size();
  }

  /** The ring of these nodes, or null if another stock should be made first. */
  @Nullable HashRing<Node> ring(RingUnits now) {
    int[] weights = weights(now);
    if (weights == null) {
      return null;
    }
    long sum = now.sum();
    boolean fits =
        plan.keepsSpares()
            ? stock.sum() <= RingUnits.MOST_SPARE * sum && !keepsTooManyThatLeft(weights)
            : stock.sum() == sum; // none is more than in the stock, so all are the same
    return fits ? ring.reweighted(weights) : null;
  }

  /** The ring of the nodes this stock was made for. */
  RingPlan.Built built(RingUnits now) {
    int[] weights = Objects.requireNonNull(weights(now), "in stock");
    return new RingPlan.Built(ring.reweighted(weights), this);
  }

  /** By place, 0 for those that are not wanted; null if one is missing here or too light. */
  private int @Nullable [] weights(RingUnits now) {
    int[] weights = new int[stock.size()];
    int next = 0;
    for (int i = 0; i < now.size(); i++) {
      int at = index(now.nodes()[i], next);
      if (at < 0 || now.units()[i] > stock.units()[at]) {
        return null;
      }
      weights[places[at]] = now.units()[i];
      next = at + 1;
    }
    return weights;
  }

  /** Index in the stock, which is {@code likely} while the order is the same; -1 if missing. */
  private int index(Node node, int likely) {
    boolean hit = likely < stock.size() && stock.nodes()[likely] == node;
    return hit ? likely : indexes.getOrDefault(node, -1);
  }

  private boolean keepsTooManyThatLeft(int[] weights) {
    int left = 0;
    for (int i = 0; i < places.length; i++) {
      left += weights[places[i]] == 0 && stock.nodes()[i].isLeaving() ? 1 : 0;
    }
    return left > (places.length <= SMALL ? 0 : places.length / SOME);
  }

  /** A stock with room for these nodes; those of this one that may be back stay in it. */
  RingStock renewed(RingUnits now) {
    if (!plan.keepsSpares()) {
      return of(plan, now);
    }
    Set<String> names = new HashSet<>(2 * now.size());
    for (Node node : now.nodes()) {
      names.add(id(node));
    }
    List<Node> spares = new ArrayList<>();
    for (Node node : stock.nodes()) {
      if (!node.isLeaving() && names.add(id(node))) {
        spares.add(node);
      }
    }
    RingUnits all = now.withSpares(spares);
    HashRing<Node> edited = plan == RingPlan.CONSISTENT ? edited(all) : null;
    return new RingStock(plan, all, edited == null ? fresh(plan, all) : edited);
  }

  /** The ring of {@code all} from this one, or null if they differ too much. */
  private @Nullable HashRing<Node> edited(RingUnits all) {
    boolean[] stays = new boolean[stock.size()];
    List<Integer> come = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < all.size(); i++) {
      int at = index(all.nodes()[i], next);
      if (at >= 0 && all.units()[i] == stock.units()[at]) {
        stays[at] = true;
      } else {
        come.add(i);
      }
      next = at + 1;
    }
    List<Node> gone = new ArrayList<>();
    for (int i = 0; i < stays.length; i++) {
      if (!stays[i]) {
        gone.add(stock.nodes()[i]);
      }
    }
    if (gone.size() + come.size() > MOST_EDITS || gone.size() == stock.size()) {
      return null;
    }
    HashRing<Node> edited = ring;
    for (Node node : gone) {
      edited = edited.without(node);
    }
    for (int i : come) {
      edited = edited.with(all.nodes()[i], all.units()[i]);
    }
    return edited;
  }
}
