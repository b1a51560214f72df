package io.lb4j.okhttp;

import io.lb4j.Clients;
import io.lb4j.Lease;
import io.lb4j.LoadBalancer;
import io.lb4j.NoAvailableEndpointException;
import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.util.Locale;
import okhttp3.HttpUrl;

/** A logical host and what is behind it. */
record BalancedService(String host, LoadBalancer balancer, Clients<EndpointSockets> sockets) {

  static BalancedService of(String host, LoadBalancer balancer) {
    return new BalancedService(
        host,
        balancer,
        balancer.clients(endpoint -> new EndpointSockets(host), EndpointSockets::close));
  }

  /** Interceptors throw nothing but IOException, whatever went wrong. */
  Lease acquire(PickContext context, HttpUrl url) throws IOException {
    Lease lease;
    try {
      lease = balancer.acquire(context);
    } catch (NoAvailableEndpointException e) {
      throw new NoEndpointException(e);
    } catch (RuntimeException e) {
      throw new IOException(host + ": choosing an endpoint failed: " + e, e);
    }
    if (!isSchemeOf(lease.endpoint(), url)) {
      lease.cancel();
      throw new IOException(
          "%s: the URL is %s, endpoint %s is %s (expected: the same scheme)"
              .formatted(host, url.scheme(), lease.endpoint(), scheme(lease.endpoint())));
    }
    return lease;
  }

  static boolean isHttp(Endpoint endpoint) {
    return scheme(endpoint).equals("http") || scheme(endpoint).equals("https");
  }

  private static boolean isSchemeOf(Endpoint endpoint, HttpUrl url) {
    return endpoint.hasUri() && url.scheme().equalsIgnoreCase(endpoint.uri().getScheme());
  }

  private static String scheme(Endpoint endpoint) {
    return endpoint.hasUri()
        ? endpoint.uri().getScheme().toLowerCase(Locale.ROOT)
        : "known by name only";
  }
}
