package io.lb4j.okhttp;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A socket to one endpoint, which can be RETIRED: from then on it says that it is closed, while it
 * goes on working. OkHttp asks isClosed() before it gives a connection to another exchange, and only
 * then. So a retired connection carries what it carries (streams of other calls, over HTTP/2) to the
 * end, and takes nothing new: neither from the pool nor, which is the point, from the very call that
 * holds it, which OkHttp would otherwise send back to the endpoint it has just failed on.
 */
final class EndpointSocket extends DelegatingSocket {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancingInterceptor.class);

  private final EndpointSockets owner;
  private final String host;
  private final int urlPort;
  private final int endpointPort;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean used;
  private volatile boolean retired;
  private volatile boolean leaving;
  private volatile boolean closed;
  private volatile @Nullable SocketAddress local;

  EndpointSocket(Socket inner, EndpointSocketFactory origin) throws IOException {
    super(inner);
    this.owner = origin.sockets();
    this.host = owner.host();
    this.urlPort = origin.urlPort();
    this.endpointPort = origin.endpointPort();
  }

  EndpointSockets owner() {
    return owner;
  }

  /**
   * The pinned Dns puts the logical host's name on the address it gives, so that what follows a
   * redirect to another host is told apart even if that host has the endpoint's address.
   */
  @Override
  public void connect(SocketAddress remote, int timeoutMillis) throws IOException {
    if (!(remote instanceof InetSocketAddress target) || !host.equals(target.getHostString())) {
      super.connect(remote, timeoutMillis);
      return;
    }
    if (target.getPort() != urlPort) {
      throw new IOException(
          "%s: redirected to port %d (expected: %d, the port that is balanced)"
              .formatted(host, target.getPort(), urlPort));
    }
    connectToEndpoint(new InetSocketAddress(target.getAddress(), endpointPort), timeoutMillis);
  }

  private void connectToEndpoint(InetSocketAddress endpoint, int timeoutMillis) throws IOException {
    try {
      super.connect(endpoint, timeoutMillis);
    } catch (ConnectException e) {
      // OkHttp's own message names the logical port, which nobody listens on
      ConnectException named = new ConnectException(e.getMessage() + ": " + endpoint);
      named.initCause(e);
      throw named;
    }
    local = super.getLocalSocketAddress();
    owner.opened(this);
  }

  /** Still there when the socket is closed, so that a connection can be matched to it then. */
  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return local == null ? super.getLocalSocketAddress() : local;
  }

  @Override
  public boolean isClosed() {
    return retired || super.isClosed();
  }

  /** True once it is closed indeed, not only retired. */
  boolean isDead() {
    return closed;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the inner socket sees to it
  public void close() throws IOException {
    closed = true;
    owner.closed(this);
    super.close();
  }

  /**
   * A call has been given this connection.
   *
   * @return true if another call had it before
   */
  boolean acquired() {
    calls.incrementAndGet();
    boolean before = used;
    used = true;
    return before;
  }

  void released() {
    if (calls.decrementAndGet() == 0 && leaving) {
      closeQuietly();
    }
  }

  boolean isIdle() {
    return calls.get() == 0;
  }

  void retire() {
    retired = true;
  }

  /** Retires it for good: nobody will look for it in the pool again, so it closes itself. */
  void leave() {
    retired = true;
    leaving = true;
    if (isIdle()) {
      closeQuietly();
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      log.debug("{}: closing an idle socket failed", host, e);
    }
  }
}
