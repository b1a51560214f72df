package io.lb4j.balancer;

import static io.lb4j.internal.Checks.check;

import io.lb4j.hash.Hasher;
import io.lb4j.load.Node;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * The network of the client is hashed, and the hash is the word of chance for an alias table: weights
 * are honoured exactly and a lookup is one load. Nodes stand in the order of their ids, so that all
 * processes agree. When the first choice was tried, the hash is hashed again, as nginx does.
 */
final class IpHash implements Picker {
  private static final int REHASHES = 20; // nginx's figure, too

  private final Node[] nodes;
  private final AliasTable table;
  private final Policy policy;

  private IpHash(List<Node> nodes, Policy policy) {
    this.nodes =
        nodes.stream()
            .sorted(Comparator.comparing(node -> node.endpoint().id()))
            .toArray(Node[]::new);
    this.table = new AliasTable(Weights.of(this.nodes));
    this.policy = policy;
  }

  static Balancer of(int ipv4Prefix, int ipv6Prefix) {
    return seeded(ipv4Prefix, ipv6Prefix, ThreadLocalRandom::current);
  }

  /** With dice of your own for clients that are not known, for tests. */
  static Balancer seeded(
      int ipv4Prefix, int ipv6Prefix, Supplier<? extends RandomGenerator> random) {
    check(ipv4Prefix >= 1 && ipv4Prefix <= 32, "ipv4Prefix", ipv4Prefix, "1 to 32");
    check(ipv6Prefix >= 1 && ipv6Prefix <= 128, "ipv6Prefix", ipv6Prefix, "1 to 128");
    return new Policy(ipv4Prefix, ipv6Prefix, random);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    ClientAddress client = context.clientAddress();
    return at(client == null ? policy.random.get().nextLong() : policy.hash(client), context);
  }

  private @Nullable Node at(long hash, PickContext context) {
    Node node = nodes[table.at(hash)];
    return context.triedCount() == 0 || !context.hasTried(node) ? node : untried(hash, context);
  }

  private @Nullable Node untried(long first, PickContext context) {
    long hash = first;
    for (int i = 0; i < REHASHES; i++) {
      hash = Hasher.standard().hash(hash);
      Node node = nodes[table.at(hash)];
      if (!context.hasTried(node)) {
        return node;
      }
    }
    return Untried.from(table.at(hash), nodes, context);
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    ClientAddress client = context.clientAddress();
    if (client == null) {
      return Untried.byChance(nodes, context, "as the client's address is not known");
    }
    Node node = at(policy.hash(client), context);
    return node == null
        ? Untried.exhausted(nodes)
        : Choice.of(node, "by hash of the client's /" + policy.prefix(client) + " network");
  }

  private record Policy(int ipv4Prefix, int ipv6Prefix, Supplier<? extends RandomGenerator> random)
      implements Balancer {
    int prefix(ClientAddress client) {
      return client.isIpv4() ? ipv4Prefix : ipv6Prefix;
    }

    /** Hash of the network: the first {@link #prefix} bits of the address. */
    long hash(ClientAddress client) {
      int bits = client.isIpv4() ? 96 + ipv4Prefix : ipv6Prefix;
      long high = client.high() & mask(bits);
      long low = client.low() & mask(bits - 64);
      long hash = Hasher.standard().hash(high);
      return bits <= 64 ? hash : Hasher.standard().hash(hash ^ low);
    }

    /** Of the first {@code bits} of 64, none if negative, all if more. */
    private static long mask(int bits) {
      return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }

    @Override
    public Picker picker(List<Node> nodes) {
      return new IpHash(nodes, this);
    }

    @Override
    public String toString() {
      return "ipHash(/" + ipv4Prefix + ", /" + ipv6Prefix + ")";
    }
  }
}
