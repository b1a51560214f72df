package io.lb4j.load;

import static io.lb4j.internal.Checks.notNull;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place for one object with every node: where a health tracker keeps what it knows of a node, so
 * that it is found without a map and goes when the node goes.
 *
 * <pre>{@code
 * NodeSlot<LongAdder> timeouts = new NodeSlot<>(LongAdder::new);
 * timeouts.of(node).increment();
 * }</pre>
 *
 * <p>Make one for each watch, not for each node: objects stay with the node until it is gone. What
 * a balancer keeps has a place of its own, {@link Node#attach}.
 *
 * <p><b>Thread safety:</b> safe; all threads get the same object. <b>Cost:</b> one comparison for
 * each slot in use with the node, and nothing allocated after the first time.
 *
 * @param <T> what is kept
 */
public final class NodeSlot<T> {
  /** One link of a node's chain. */
  record Kept(NodeSlot<?> slot, Object value, @Nullable Kept next) {}

  private final Supplier<? extends T> first;

  /** A slot that holds, for each node, what {@code first} makes when it is first asked for. */
  public NodeSlot(Supplier<? extends T> first) {
    this.first = notNull(first, "first");
  }

  /** What this slot holds for {@code node}. */
  public T of(Node node) {
    T value = find(node.kept());
    return value == null ? add(node) : value;
  }

  @SuppressWarnings("unchecked") // a link that names this slot was made by it
  private @Nullable T find(@Nullable Kept chain) {
    for (Kept each = chain; each != null; each = each.next) {
      if (each.slot == this) {
        return (T) each.value;
      }
    }
    return null;
  }

  private T add(Node node) {
    T made = notNull(first.get(), "first");
    while (true) {
      Kept chain = node.kept();
      T quicker = find(chain);
      if (quicker != null) {
        return quicker;
      }
      if (node.keep(chain, new Kept(this, made, chain))) {
        return made;
      }
    }
  }
}
