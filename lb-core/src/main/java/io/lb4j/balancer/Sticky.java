package io.lb4j.balancer;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A memory in front of another balancer. A key whose endpoint is out of rotation (ejected, drained,
 * gone) or was tried by this request is forgotten and chosen anew. Both are done by compare-and-set in
 * the store: of several requests of one key that do it at once, one decides for all.
 */
final class Sticky implements Picker {
  private static final Logger log = LoggerFactory.getLogger(Sticky.class);

  private final Picker first;
  private final Map<String, Node> byId;
  private final GuardedStore store;

  private Sticky(List<Node> nodes, Picker first, GuardedStore store) {
    Map<String, Node> named = new HashMap<>(2 * nodes.size());
    nodes.forEach(node -> named.put(node.endpoint().id(), node));
    this.byId = Map.copyOf(named);
    this.first = first;
    this.store = store;
  }

  /** With one store for all load balancers that use this balancer. */
  static Balancer shared(Balancer first, StickyStore store) {
    return new Policy(first, () -> store);
  }

  /** With a store for each load balancer. */
  static Balancer own(Balancer first, Supplier<StickyStore> store) {
    return new Policy(first, store);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    Node known = known(context);
    return known != null ? known : claimed(context, first.pick(context));
  }

  @Override
  public @Nullable Node pick(PickContext context, long nowNanos) {
    Node known = known(context);
    return known != null ? known : claimed(context, first.pick(context, nowNanos));
  }

  /** The node its key sticks to, or null; a key that cannot stay there is forgotten. */
  private @Nullable Node known(PickContext context) {
    String key = context.key();
    String id = key == null ? null : store.get(key);
    if (key == null || id == null) {
      return null;
    }
    Node node = usable(id, context);
    if (node == null) {
      store.remove(key, id);
      log.debug("a key leaves endpoint {}: {}", id, reason(id));
    }
    return node;
  }

  private @Nullable Node usable(String id, PickContext context) {
    Node node = byId.get(id);
    return node == null || context.hasTried(node) ? null : node;
  }

  private String reason(String id) {
    return byId.containsKey(id) ? "tried already" : "out of rotation";
  }

  private @Nullable Node claimed(PickContext context, @Nullable Node chosen) {
    String key = context.key();
    if (key == null || chosen == null) {
      return chosen;
    }
    if (context.hasTried(chosen)) { // by a balancer that does not look at what was tried
      return claimed(context, anyUntried(context));
    }
    String quicker = store.putIfAbsent(key, chosen.endpoint().id());
    Node agreed = quicker == null ? null : usable(quicker, context);
    return agreed == null ? chosen : agreed;
  }

  private @Nullable Node anyUntried(PickContext context) {
    for (Node node : byId.values()) {
      if (!context.hasTried(node)) {
        return node;
      }
    }
    return null;
  }

  @Override
  public void begun(Node node, long nowNanos) {
    first.begun(node, nowNanos);
  }

  @Override
  public void ended(Node node, Outcome outcome, long startNanos, long latencyNanos, long nowNanos) {
    first.ended(node, outcome, startNanos, latencyNanos, nowNanos);
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    String key = context.key();
    String id = key == null ? null : store.get(key);
    Node node = id == null ? null : usable(id, context);
    if (node != null) {
      return Choice.of(node, "its key sticks to it");
    }
    Choice choice = first.explain(context, nowNanos);
    String why = key == null ? "no key" : "a new key";
    if (id != null) {
      why = "its key moves from " + id + ", " + reason(id);
    }
    return new Choice(choice.node(), why + "; " + choice.reason(), choice.scores());
  }

  private record Policy(Balancer first, Supplier<StickyStore> store) implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new Sticky(nodes, first.picker(nodes), new GuardedStore(store.get()));
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      return previous instanceof Sticky before
          ? new Sticky(nodes, first.rebuild(nodes, before.first), before.store)
          : picker(nodes);
    }

    @Override
    public String toString() {
      return "sticky(" + first + ")";
    }
  }
}
