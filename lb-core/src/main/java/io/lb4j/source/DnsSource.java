package io.lb4j.source;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * All addresses of a DNS name, A and AAAA, looked up again every 30 s ± 10 %.
 *
 * <pre>{@code
 * EndpointSource.dns("orders.internal", 8080)
 * EndpointSource.dns("orders.internal", 8443).scheme("https").every(Duration.ofSeconds(10))
 * }</pre>
 *
 * <p>Each address is one endpoint. Its id is {@code address:port} and stays the same from lookup to
 * lookup, so statistics survive. Its URI names the address; the name for TLS, Host and cookies is
 * the one your requests are for, which the adapters keep.
 *
 * <p>A lookup that fails or finds nothing changes nothing: the last good list stays in force,
 * subscribers hear {@code failed}, and it asks again after 1 s, 2 s, 4 s … up to the interval.
 * Lookups never overlap and never run on the threads of requests.
 *
 * <p>The first subscriber waits for the first lookup, 3 s at most (see {@link
 * Polling#withFirstWait}); later answers are published when they come.
 *
 * <p>The default resolver is the JVM's, which caches: read {@link AddressLookup#system()}.
 *
 * <p>Immutable: each method returns a changed copy, with polling of its own. <b>Thread safety:</b>
 * safe for many threads. <b>Threads:</b> one daemon thread while subscribed to.
 */
public final class DnsSource implements EndpointSource {
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");
  private static final Polling STANDARD = Polling.every(Duration.ofSeconds(30));

  private final String host;
  private final int port;
  private final String scheme;
  private final AddressLookup resolver;
  private final Predicate<InetAddress> only;
  private final Polling polling;
  private final Poller poller;

  private DnsSource(
      String host,
      int port,
      String scheme,
      AddressLookup resolver,
      Predicate<InetAddress> only,
      Polling polling) {
    this.host = host;
    this.port = port;
    this.scheme = scheme;
    this.resolver = resolver;
    this.only = only;
    this.polling = polling;
    this.poller = new Poller("dns-" + host, () -> this::lookUp, polling);
  }

  static DnsSource of(String host, int port) {
    String name = DnsName.checked(host, "host");
    check(port >= 1 && port <= 65535, "port", port, "1 to 65535");
    return new DnsSource(name, port, "http", AddressLookup.system(), all -> true, STANDARD);
  }

  static Polling standardPolling() {
    return STANDARD;
  }

  /** The scheme of the endpoints' URIs; default {@code http}. */
  public DnsSource scheme(String scheme) {
    return new DnsSource(host, port, checkedScheme(scheme), resolver, only, polling);
  }

  static String checkedScheme(String scheme) {
    boolean valid = SCHEME.matcher(notNull(scheme, "scheme")).matches();
    check(valid, "scheme", DnsName.printable(scheme), "lower case, as http, https or tcp");
    return scheme;
  }

  /** Who looks the name up; default {@link AddressLookup#system()}. */
  public DnsSource resolver(AddressLookup resolver) {
    return new DnsSource(host, port, scheme, notNull(resolver, "resolver"), only, polling);
  }

  /**
   * Addresses that are of use; default all. A service that has both A and AAAA records is otherwise
   * listed twice, once under an address this machine may have no route to: {@code
   * only(Inet4Address.class::isInstance)}.
   */
  public DnsSource only(Predicate<InetAddress> addresses) {
    return new DnsSource(host, port, scheme, resolver, notNull(addresses, "addresses"), polling);
  }

  /** How often to look it up, ± jitter; default 30 s. */
  public DnsSource every(Duration every) {
    return polling(polling.withEvery(every));
  }

  /** How often, and more; default every 30 s ± 10 %, 3 s for the first answer. */
  public DnsSource polling(Polling polling) {
    return new DnsSource(host, port, scheme, resolver, only, notNull(polling, "polling"));
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    if (resolver == SystemLookup.INSTANCE) {
      SystemLookup.warnIfCachedForEver(host);
    }
    return poller.subscribe(subscriber);
  }

  private List<Endpoint> lookUp(Consumer<Throwable> trouble) throws Exception {
    Map<String, Endpoint> byId = new TreeMap<>(); // servers rotate their answers; the list does not
    for (InetAddress address : found(resolver, host)) {
      if (only.test(address)) {
        Endpoint endpoint = endpoint(scheme, address, port);
        byId.put(endpoint.id(), endpoint);
      }
    }
    check(!byId.isEmpty(), host, "no address", "at least one that only(..) lets pass");
    return new ArrayList<>(byId.values());
  }

  static List<InetAddress> found(AddressLookup resolver, String host) throws Exception {
    List<InetAddress> found = notNull(resolver.addresses(host), "addresses");
    check(!found.isEmpty(), host, "no address", "at least one");
    return found;
  }

  static Endpoint endpoint(String scheme, InetAddress address, int port) {
    String text = address.getHostAddress();
    String literal = address instanceof Inet6Address ? "[" + text + "]" : text;
    return Endpoint.of(URI.create(scheme + "://" + literal + ":" + port));
  }

  @Override
  public String toString() {
    return "dns(" + host + ":" + port + ", " + polling + ")";
  }
}
