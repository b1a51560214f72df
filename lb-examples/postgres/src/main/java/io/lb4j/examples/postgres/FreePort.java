package io.lb4j.examples.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Picks ports nobody listens on, below the range from which the system gives ports to outgoing
 * connections: a server that is killed and restarted later finds its port still free.
 */
final class FreePort {
  private static final int FIRST = 20_000;
  private static final int LAST = 30_000;
  private static final int TRIES = 1_000;

  private FreePort() {}

  /** A free port on 127.0.0.1 that is not in {@code taken}; it is added there. */
  static int next(Set<Integer> taken) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (!taken.contains(port) && isFree(port)) {
        taken.add(port);
        return port;
      }
    }
    throw new PostgresClusterException(
        "no free port from " + FIRST + " to " + LAST + " in " + TRIES + " tries");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
