package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Connection;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/** What belongs to one endpoint and goes with it: its pinned Dns and the sockets to it. */
final class EndpointSockets {
  private final String host;
  private final ConcurrentHashMap<SocketAddress, EndpointSocket> open = new ConcurrentHashMap<>();
  private volatile boolean gone;
  private volatile @Nullable PinnedDns dns;

  EndpointSockets(String host) {
    this.host = host;
  }

  /** The logical host. */
  String host() {
    return host;
  }

  /**
   * The Dns that answers with {@code endpoint}, which is this endpoint as discovery describes it
   * now. Mostly the same object as before: OkHttp compares it with those of pooled connections.
   */
  PinnedDns dns(Endpoint endpoint, Dns delegate) {
    PinnedDns last = dns;
    if (last != null && last.isFor(endpoint, delegate)) {
      return last;
    }
    PinnedDns latest = new PinnedDns(host, endpoint.host(), endpoint.port(), delegate);
    dns = latest;
    return latest;
  }

  /** The socket below a connection, if it leads to an endpoint and is ours. */
  static @Nullable EndpointSocket below(Connection connection) {
    if (!(connection.route().address().socketFactory() instanceof EndpointSocketFactory factory)) {
      return null;
    }
    // A TLS socket does not show what is below it, but it has the same local address.
    SocketAddress local = connection.socket().getLocalSocketAddress();
    return local == null ? null : factory.sockets().open.get(local);
  }

  void opened(EndpointSocket socket) {
    SocketAddress local = socket.getLocalSocketAddress();
    if (local != null) {
      open.put(local, socket);
    }
    if (gone) {
      socket.leave();
    }
  }

  void closed(EndpointSocket socket) {
    SocketAddress local = socket.getLocalSocketAddress();
    if (local != null) {
      open.remove(local, socket);
    }
  }

  /**
   * One connection was found dead when it was used again: the others that wait may be as dead. They
   * are not closed here, because a call may just be taking one; the pool closes them when it meets
   * them.
   */
  void retireIdle() {
    for (EndpointSocket socket : open.values()) {
      if (socket.isIdle()) {
        socket.retire();
      }
    }
  }

  /** The endpoint is gone and its last request has ended. */
  void close() {
    gone = true;
    open.values().forEach(EndpointSocket::leave);
  }
}
