package io.lb4j.examples.benchmarks.peer;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.List;
import net.spy.memcached.DefaultHashAlgorithm;
import net.spy.memcached.KetamaNodeLocator;
import net.spy.memcached.MemcachedNode;

/** spymemcached: its ketama locator over nodes that know nothing but their address. */
public final class Spymemcached {
  private Spymemcached() {}

  public static KetamaNodeLocator ring(List<String> nodes) {
    return new KetamaNodeLocator(
        nodes.stream().map(Spymemcached::node).toList(), DefaultHashAlgorithm.KETAMA_HASH);
  }

  /** The interface has forty methods and the ring asks one: the address, while it is built. */
  private static MemcachedNode node(String name) {
    String[] parts = name.split(":");
    InetSocketAddress address =
        InetSocketAddress.createUnresolved(parts[0], Integer.parseInt(parts[1]));
    return (MemcachedNode)
        Proxy.newProxyInstance(
            MemcachedNode.class.getClassLoader(),
            new Class<?>[] {MemcachedNode.class},
            (self, method, args) ->
                switch (method.getName()) {
                  case "getSocketAddress" -> address;
                  case "hashCode" -> name.hashCode();
                  case "equals" -> self == args[0];
                  case "toString" -> name;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
