package io.lb4j.okhttp;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No proxy for the logical host, which no proxy could find; the client's own selector for others.
 * Equal by value, because OkHttp compares it when it looks for a pooled connection.
 */
final class DirectToService extends ProxySelector {
  private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

  private final String host;
  private final ProxySelector delegate;

  DirectToService(String host, ProxySelector delegate) {
    this.host = host;
    this.delegate = delegate;
  }

  @Override
  public List<Proxy> select(URI uri) {
    return host.equalsIgnoreCase(uri.getHost()) ? DIRECT : delegate.select(uri);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    delegate.connectFailed(uri, address, failure);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DirectToService that
        && host.equals(that.host)
        && delegate.equals(that.delegate);
  }

  @Override
  public int hashCode() {
    return host.hashCode();
  }
}
