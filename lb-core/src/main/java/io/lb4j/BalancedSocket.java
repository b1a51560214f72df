package io.lb4j;

import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/*
 * A socket that finds out where to connect when it connects. The address it is given is the service's
 * logical one, and is not looked at.
 *
 * It is one request from connect to close: the time to connect is the latency, and a connection that
 * breaks (not: one that is closed by either side, or a read that times out) is a failure of the
 * endpoint.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the socket behind it synchronizes
final class BalancedSocket extends ForwardingSocket {
  /** For who sets no limit: there are others to try, so nobody waits minutes for a silent one. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Requests requests;
  private volatile @Nullable Lease lease;
  private volatile boolean closed;

  BalancedSocket(Requests requests) throws SocketException {
    this.requests = requests;
  }

  @Override
  public void connect(@Nullable SocketAddress logical) throws IOException {
    connect(logical, 0);
  }

  /**
   * @param timeout for all attempts together, in milliseconds; 0 is no limit
   */
  @Override
  public void connect(@Nullable SocketAddress logical, int timeout) throws IOException {
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: 0 or more)");
    }
    if (lease != null) {
      throw new SocketException("already connected");
    }
    Attempts attempts = new Attempts(requests, requests.retry(), PickContext.none());
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
    int left = requests.retry().maxAttempts();
    while (true) {
      Lease next = acquire(attempts);
      long part =
          timeout == 0 ? PATIENCE_NANOS : (deadline - System.nanoTime()) / Math.max(1, left);
      boolean unlimited = timeout == 0 && left <= 1;
      left--;
      try {
        connect(next, unlimited ? 0 : millis(part));
        return;
      } catch (IOException e) {
        if (closed) {
          next.cancel();
          throw new SocketException("Socket closed");
        }
        if (!attempts.failed(next, e)) {
          throw e;
        }
        replace();
      }
    }
  }

  private static Lease acquire(Attempts attempts) throws IOException {
    try {
      return attempts.acquire();
    } catch (NoAvailableEndpointException e) {
      throw exhausted(e);
    }
  }

  /** What callers of sockets expect, with what load balancing knows as its cause. */
  private static IOException exhausted(NoAvailableEndpointException cause) {
    IOException thrown =
        cause.getCause() instanceof SocketTimeoutException
            ? new SocketTimeoutException(cause.getMessage())
            : new ConnectException(cause.getMessage());
    thrown.initCause(cause);
    return thrown;
  }

  private static int millis(long nanos) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos)));
  }

  private void connect(Lease next, int timeout) throws IOException {
    socket().connect(address(next.endpoint()), timeout);
    next.answered();
    next.lasting();
    lease = next;
    if (closed) { // meanwhile, by another thread
      close();
      throw new SocketException("Socket closed");
    }
  }

  private static SocketAddress address(Endpoint endpoint) throws IOException {
    if (!endpoint.hasUri()) {
      throw new SocketException("endpoint " + endpoint.id() + " has no address");
    }
    return new InetSocketAddress(endpoint.host(), endpoint.port());
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      socket().close();
    } finally {
      Lease ended = lease;
      if (ended != null) {
        ended.success();
      }
    }
  }

  private IOException broken(IOException thrown) {
    Lease current = lease;
    if (current != null && !closed && !(thrown instanceof SocketTimeoutException)) {
      current.failure(thrown);
    }
    return thrown;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        try {
          return in.read();
        } catch (IOException e) {
          throw broken(e);
        }
      }

      @Override
      public int read(byte[] bytes, int from, int count) throws IOException {
        try {
          return in.read(bytes, from, count);
        } catch (IOException e) {
          throw broken(e);
        }
      }

      @Override
      public void close() throws IOException {
        BalancedSocket.this.close();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(super.getOutputStream()) {
      @Override
      public void write(int one) throws IOException {
        try {
          out.write(one);
        } catch (IOException e) {
          throw broken(e);
        }
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        try {
          out.write(bytes, from, count);
        } catch (IOException e) {
          throw broken(e);
        }
      }

      @Override
      public void close() throws IOException {
        BalancedSocket.this.close();
      }
    };
  }

  @Override
  public String toString() {
    Lease current = lease;
    return "BalancedSocket("
        + requests.service()
        + (current == null ? "" : ", " + current.endpoint().id())
        + ")";
  }
}
