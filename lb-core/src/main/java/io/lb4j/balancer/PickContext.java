package io.lb4j.balancer;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.load.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer may know of one request: its key, and the nodes it has tried already.
 *
 * <p>Immutable and safe for use by many threads. {@link #none()} costs nothing.
 */
public final class PickContext {
  private static final Node[] NOTHING = {};
  private static final PickContext NONE = new PickContext(null, NOTHING);

  private final @Nullable String key;
  private final Node[] tried;

  private PickContext(@Nullable String key, Node[] tried) {
    this.key = key;
    this.tried = tried;
  }

  /** Nothing is known: the usual case. */
  public static PickContext none() {
    return NONE;
  }

  /** Requests with equal keys belong together; balancers that hash send them to one endpoint. */
  public static PickContext key(String key) {
    return new PickContext(notNull(key, "key"), NOTHING);
  }

  /** The key, or null if there is none. */
  public @Nullable String key() {
    return key;
  }

  /** True if an earlier attempt of the same request went to {@code node}. Cost: O(attempts). */
  public boolean hasTried(Node node) {
    for (Node each : tried) {
      if (each == node) {
        return true;
      }
    }
    return false;
  }

  /** How many different nodes were tried. */
  public int triedCount() {
    return tried.length;
  }

  /** The context of the next attempt: this one, with {@code node} among the tried. */
  public PickContext afterTrying(Node node) {
    if (hasTried(notNull(node, "node"))) {
      return this;
    }
    Node[] more = Arrays.copyOf(tried, tried.length + 1);
    more[tried.length] = node;
    return new PickContext(key, more);
  }

  /** Shows how many were tried; never the key, which may be a user's name. */
  @Override
  public String toString() {
    return "PickContext(" + (key == null ? "no key" : "key") + ", " + tried.length + " tried)";
  }
}
