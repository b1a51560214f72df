package io.lb4j.okhttp;

import static java.util.Objects.requireNonNull;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends OkHttp calls to the endpoints of load balancers.
 *
 * <pre>{@code
 * OkHttpClient client = new OkHttpClient.Builder()
 *     .addInterceptor(LoadBalancingInterceptor.of(orders, users))
 *     .build();
 * client.newCall(new Request.Builder().url("http://orders/orders/1").build()).execute();
 * }</pre>
 *
 * <p>A URL names a service where it would name a host. The URL stays as it is, for the endpoint,
 * for TLS, cookies, the cache and every other interceptor; only the address that is connected to is
 * chosen, anew for every attempt. Calls to other hosts are left alone. What else changes, and what
 * is refused, is listed in the description of this package.
 *
 * <p>An endpoint has the request in flight until the body of its answer is read or closed, or the
 * web socket is. Its latency is the time to the headers. It fails by a status of 5xx (not 501 or
 * 505) or 429 and by errors of the network; not by what the caller, the cache or an interceptor
 * does.
 *
 * <p>A call is tried again, on an endpoint it has not tried, after 502, 503, 504 and errors of the
 * network, if the request may be repeated: its method is GET, HEAD, OPTIONS, PUT, DELETE or TRACE,
 * or it is certain that nothing was sent, and its body can be written again (neither one-shot nor
 * duplex). When there is no other endpoint or no attempt left, the caller gets the last answer,
 * open, or, if the last attempt had none, a {@link NoEndpointException} with the counts and the
 * exception of that attempt. Where nothing may be tried again, an exception comes out as it is.
 *
 * <p>One thing OkHttp does below every interceptor: after a 503 with {@code Retry-After: 0} it
 * sends the request once more to the same endpoint, also a POST. An answer from the cache needs no
 * endpoint and is given even if none is left; if there is one, it counts as picked for it, without
 * an outcome.
 *
 * <p>Add it with {@code addInterceptor}. Interceptors added before it see one call, those after it
 * and network interceptors see every attempt. Of two that are added for one host, the first
 * balances. Make one and keep it, like the client.
 *
 * <p><b>Thread safety:</b> safe for any number of clients, calls and threads, virtual ones
 * included. <b>Threads:</b> none of its own. <b>Cost:</b> a few small objects and an {@code
 * EventListener} for each balanced call; one look-up in a map for any other.
 */
public final class LoadBalancingInterceptor implements Interceptor {
  private final Map<String, BalancedService> services;
  private final @Nullable RetryPolicy retry; // null: each load balancer's own

  private LoadBalancingInterceptor(
      Map<String, BalancedService> services, @Nullable RetryPolicy retry) {
    this.services = services;
    this.retry = retry;
  }

  /**
   * Balances each of these under its own name: {@code http://orders/} goes to the load balancer
   * whose {@link LoadBalancer#service() service} is {@code orders}.
   *
   * @throws IllegalArgumentException as {@link Builder#service} and {@link Builder#build}
   * @throws IllegalStateException if OkHttp is older than 5.4
   */
  public static LoadBalancingInterceptor of(LoadBalancer... services) {
    Builder builder = builder();
    for (LoadBalancer service : services) {
      builder.service(service.service(), service);
    }
    return builder.build();
  }

  /**
   * Starts to describe an interceptor.
   *
   * @throws IllegalStateException if OkHttp is older than 5.4
   */
  public static Builder builder() {
    OkHttpVersion.check();
    return new Builder();
  }

  /**
   * Called by OkHttp.
   *
   * @throws NoEndpointException if the service has no endpoint for a call that needs one, or the
   *     call was tried on all it may be tried on and the last attempt ended with an exception
   * @throws IOException as OkHttp throws it; also if the client has a proxy, or the URL's scheme is
   *     not the endpoint's
   */
  @Override
  public Response intercept(Chain chain) throws IOException {
    BalancedService service = services.get(chain.request().url().host());
    return service == null || CallWatch.isBalancing(chain.call(), service.host())
        ? chain.proceed(chain.request())
        : new BalancedCall(chain, service, retryOf(service)).proceed();
  }

  private RetryPolicy retryOf(BalancedService service) {
    return retry == null ? service.balancer().retryPolicy() : retry;
  }

  @Override
  public String toString() {
    return "LoadBalancingInterceptor(" + String.join(", ", services.keySet()) + ")";
  }

  /** Describes an interceptor. At least one service is required. Not thread-safe. */
  public static final class Builder {
    private final Map<String, LoadBalancer> balancers = new LinkedHashMap<>();
    private @Nullable RetryPolicy retry;

    private Builder() {}

    /**
     * Calls to {@code host}, on any port, go to the endpoints of {@code balancer}.
     *
     * @param host as URLs have it; upper case makes no difference
     * @throws IllegalArgumentException if it is an address or no host name, or is there already; or
     *     if an endpoint of the load balancer is not http or https
     */
    public Builder service(String host, LoadBalancer balancer) {
      String canonical = canonical(requireNonNull(host, "host"));
      requireNonNull(balancer, "balancer").snapshot().endpoints().stream()
          .map(EndpointSnapshot::endpoint)
          .forEach(Builder::checkScheme);
      if (balancers.putIfAbsent(canonical, balancer) != null) {
        throw refused("service", canonical, "each host once");
      }
      return this;
    }

    /**
     * How many attempts a call may take, and after which exceptions; default is the load balancer's
     * own policy. Retries draw on the load balancer's budget in any case; backoff is not waited
     * for. Statuses, methods and bodies are judged as described above, whatever the policy. {@link
     * RetryPolicy#never()} leaves one attempt.
     */
    public Builder retry(RetryPolicy retry) {
      this.retry = requireNonNull(retry, "retry");
      return this;
    }

    /**
     * Builds it.
     *
     * @throws IllegalArgumentException if no service was given
     */
    public LoadBalancingInterceptor build() {
      if (balancers.isEmpty()) {
        throw refused("services", "none", "at least one");
      }
      Map<String, BalancedService> services = new LinkedHashMap<>();
      balancers.forEach((host, balancer) -> services.put(host, BalancedService.of(host, balancer)));
      return new LoadBalancingInterceptor(Map.copyOf(services), retry);
    }

    private static void checkScheme(Endpoint endpoint) {
      if (!BalancedService.isHttp(endpoint)) {
        throw refused("endpoints", endpoint.id(), "http or https");
      }
    }

    private static String canonical(String host) {
      String canonical;
      try {
        canonical = new HttpUrl.Builder().scheme("http").host(host).build().host();
      } catch (IllegalArgumentException e) {
        throw refused("service", host, "a host name such as orders or api.example.com");
      }
      if (canonical.contains(":") || canonical.matches("[\\d.]+")) {
        // OkHttp asks no Dns for these, so there would be nothing to choose
        throw refused("service", host, "a name, not an address");
      }
      return canonical;
    }

    private static IllegalArgumentException refused(String name, String value, String expected) {
      return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
