package io.lb4j.okhttp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/**
 * Has no address for the logical host, because no endpoint is left; what the cache can answer needs
 * none. Other names are the client's own Dns's business. Equal to no other, so that OkHttp takes no
 * pooled connection for it.
 */
final class NowhereDns implements Dns {
  private final String host;
  private final Dns delegate;
  private volatile boolean asked; // connecting may be done by another thread

  NowhereDns(String host, Dns delegate) {
    this.host = host;
    this.delegate = delegate;
  }

  /** True if the call came to where it needed an endpoint. */
  boolean wasAsked() {
    return asked;
  }

  @Override
  public List<InetAddress> lookup(String name) throws UnknownHostException {
    if (name.equals(host)) {
      asked = true;
      throw new UnknownHostException(name);
    }
    return delegate.lookup(name);
  }
}
