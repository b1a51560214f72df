package io.lb4j.okhttp;

import io.lb4j.Attempts;
import io.lb4j.Clients;
import io.lb4j.Lease;
import io.lb4j.LoadBalancer;
import io.lb4j.NoAvailableEndpointException;
import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** A logical host and what is behind it. */
record BalancedService(String host, LoadBalancer balancer, Clients<EndpointSockets> sockets) {
  /*
   * The load balancer keeps what was made for it, so each interceptor takes what an earlier one left
   * there. Weak on both sides: this map keeps neither the one nor the other alive.
   */
  private static final Map<LoadBalancer, Map<String, WeakReference<Clients<EndpointSockets>>>>
      SHARED = new WeakHashMap<>(); // guarded by itself

  static BalancedService of(String host, LoadBalancer balancer) {
    synchronized (SHARED) {
      var byHost = SHARED.computeIfAbsent(balancer, any -> new HashMap<>());
      var present = byHost.get(host);
      @Nullable Clients<EndpointSockets> sockets = present == null ? null : present.get();
      if (sockets == null) {
        sockets = balancer.clients(endpoint -> new EndpointSockets(host), EndpointSockets::close);
        byHost.put(host, new WeakReference<>(sockets));
      }
      return new BalancedService(host, balancer, sockets);
    }
  }

  /** Interceptors throw nothing but IOException, whatever went wrong. */
  Lease acquire(Attempts attempts, HttpUrl url) throws IOException {
    Lease lease;
    try {
      lease = attempts.acquire();
    } catch (NoAvailableEndpointException e) {
      throw new NoEndpointException(e);
    } catch (Exception e) { // also a checked one that is not declared
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
