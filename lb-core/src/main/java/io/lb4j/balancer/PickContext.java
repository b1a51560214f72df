package io.lb4j.balancer;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.hash.Hasher;
import io.lb4j.load.Node;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer may know of one request: its key, its client, and the nodes it has tried already.
 *
 * <p>Immutable and safe for use by many threads. {@link #none()} costs nothing; a key is hashed
 * once, here, and not again for each attempt.
 */
public final class PickContext {
  private static final Node[] NOTHING = {};
  private static final PickContext NONE = new PickContext(null, 0, null, NOTHING);

  private final @Nullable String key;
  private final long keyHash;
  private final @Nullable ClientAddress client;
  private final Node[] tried;

  private PickContext(
      @Nullable String key, long keyHash, @Nullable ClientAddress client, Node[] tried) {
    this.key = key;
    this.keyHash = keyHash;
    this.client = client;
    this.tried = tried;
  }

  /** Nothing is known: the usual case. */
  public static PickContext none() {
    return NONE;
  }

  /** Requests with equal keys belong together; balancers that hash send them to one endpoint. */
  public static PickContext key(String key) {
    return NONE.withKey(key);
  }

  /** The request is made on behalf of a client at this address, see {@link Balancers#ipHash()}. */
  public static PickContext client(InetAddress client) {
    return NONE.withClient(client);
  }

  /** The same request with a key, or with another. */
  public PickContext withKey(String key) {
    long hash = Hasher.standard().hash(notNull(key, "key"));
    return new PickContext(key, hash, client, tried);
  }

  /** The same request on behalf of a client, or of another. */
  public PickContext withClient(InetAddress client) {
    return new PickContext(key, keyHash, ClientAddress.of(client), tried);
  }

  /** The key, or null if there is none. */
  public @Nullable String key() {
    return key;
  }

  /** The key by {@link Hasher#standard()}; 0 if there is none. */
  public long keyHash() {
    return keyHash;
  }

  /** Address of the client, or null if it is not known. */
  public @Nullable InetAddress client() {
    return client == null ? null : client.address();
  }

  @Nullable ClientAddress clientAddress() {
    return client;
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
    return new PickContext(key, keyHash, client, more);
  }

  /**
   * The same request as if its first attempt had not been: for those who try an endpoint again once
   * all have been tried.
   */
  public PickContext forgettingOldest() {
    return tried.length == 0
        ? this
        : new PickContext(key, keyHash, client, Arrays.copyOfRange(tried, 1, tried.length));
  }

  /** Shows how many were tried; never the key or the client, which may name a person. */
  @Override
  public String toString() {
    return "PickContext("
        + (key == null ? "no key, " : "key, ")
        + (client == null ? "" : "client, ")
        + tried.length
        + " tried)";
  }
}
