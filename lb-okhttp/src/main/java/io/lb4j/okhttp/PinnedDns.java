package io.lb4j.okhttp;

import io.lb4j.endpoint.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/**
 * Answers one address for the logical host: the endpoint's. Every other name, such as that of a
 * redirect, is the client's own Dns's business.
 *
 * <p>OkHttp re-uses a connection only for an equal Dns, so equality is by value, and the port is in
 * it: endpoints on one machine must not share connections.
 *
 * @param host the logical host
 * @param endpointHost a name or an address; an IPv6 address in brackets
 * @param endpointPort tells endpoints apart; not looked at otherwise
 * @param delegate the client's own
 */
record PinnedDns(String host, String endpointHost, int endpointPort, Dns delegate) implements Dns {

  boolean isFor(Endpoint endpoint, Dns client) {
    return delegate == client
        && endpointPort == endpoint.port()
        && endpointHost.equals(endpoint.host());
  }

  /**
   * Exactly one address: with more, OkHttp would fail over by itself and the wrong endpoint would
   * get the credit.
   */
  @Override
  public List<InetAddress> lookup(String name) throws UnknownHostException {
    return name.equals(host) ? List.of(named(endpointAddress())) : delegate.lookup(name);
  }

  private InetAddress endpointAddress() throws UnknownHostException {
    if (isLiteral()) { // not every Dns takes them, and OkHttp itself does not ask it for them
      return InetAddress.getByName(endpointHost);
    }
    List<InetAddress> addresses = delegate.lookup(endpointHost);
    if (addresses.isEmpty()) {
      throw new UnknownHostException(endpointHost);
    }
    return addresses.get(0);
  }

  private boolean isLiteral() {
    return endpointHost.startsWith("[")
        || endpointHost.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  /** Carries the logical host's name, by which {@link EndpointSocket} knows it again. */
  private InetAddress named(InetAddress address) throws UnknownHostException {
    return address instanceof Inet6Address v6 && v6.getScopeId() != 0
        ? Inet6Address.getByAddress(host, v6.getAddress(), v6.getScopeId())
        : InetAddress.getByAddress(host, address.getAddress());
  }
}
