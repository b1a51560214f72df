package io.lb4j.source;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.time.Duration;

/**
 * The targets of a DNS SRV name, <a href="https://www.rfc-editor.org/rfc/rfc2782">RFC 2782</a>,
 * looked up again every 30 s ± 10 %.
 *
 * <pre>{@code
 * EndpointSource.srv("_http._tcp.orders.internal")
 * EndpointSource.srv("_http._tcp.orders.service.consul")
 *     .lookup(SrvLookup.dns("127.0.0.1:8600")).resolver(AddressLookup.dns("127.0.0.1:8600"))
 * }</pre>
 *
 * <ul>
 *   <li><b>Targets</b> are resolved to all their addresses; an endpoint's id is {@code
 *       address:port}. If one target cannot be resolved, its last known addresses stay, and
 *       subscribers hear of it; the others are not held up.
 *   <li><b>Weight</b> is the endpoint's weight; a target with several addresses shares its weight
 *       among them. If all weights are 0, all are equal. A 0 among others takes nothing while
 *       another is available, where the RFC would give it a very small share.
 *   <li><b>Priority:</b> only the targets of the lowest number are used. {@link #allPriorities()}
 *       lists the others, too.
 *   <li>An answer without records, or with the target ".", changes nothing and is a failure.
 * </ul>
 *
 * <p>For the rest, see {@link DnsSource}: failures keep the last good list, lookups never overlap.
 *
 * <p>Immutable: each method returns a changed copy, with polling of its own. <b>Thread safety:</b>
 * safe for many threads. <b>Threads:</b> one daemon thread while subscribed to.
 */
public final class SrvSource implements EndpointSource {
  private final String name;
  private final String scheme;
  private final SrvLookup lookup;
  private final AddressLookup resolver;
  private final boolean allPriorities;
  private final Polling polling;
  private final Poller poller;

  private SrvSource(
      String name,
      String scheme,
      SrvLookup lookup,
      AddressLookup resolver,
      boolean allPriorities,
      Polling polling) {
    this.name = name;
    this.scheme = scheme;
    this.lookup = lookup;
    this.resolver = resolver;
    this.allPriorities = allPriorities;
    this.polling = polling;
    this.poller =
        new Poller(
            "srv-" + name,
            () -> new SrvQuestion(name, scheme, lookup, resolver, allPriorities)::ask,
            polling);
  }

  static SrvSource of(String name) {
    return new SrvSource(
        DnsName.checked(name, "name"),
        "http",
        SrvLookup.dns(),
        AddressLookup.system(),
        false,
        DnsSource.standardPolling());
  }

  /** The scheme of the endpoints' URIs; default {@code http}. */
  public SrvSource scheme(String scheme) {
    String checked = DnsSource.checkedScheme(scheme);
    return new SrvSource(name, checked, lookup, resolver, allPriorities, polling);
  }

  /** Who finds the records; default {@link SrvLookup#dns()}. */
  public SrvSource lookup(SrvLookup lookup) {
    return new SrvSource(name, scheme, notNull(lookup, "lookup"), resolver, allPriorities, polling);
  }

  /** Who finds the addresses of the targets; default {@link AddressLookup#system()}. */
  public SrvSource resolver(AddressLookup resolver) {
    return new SrvSource(
        name, scheme, lookup, notNull(resolver, "resolver"), allPriorities, polling);
  }

  /**
   * Lists the targets of all priorities: the lowest becomes {@link Endpoint#priority()} 0, the next
   * 1, and so on. For balancers that look at it; others would send traffic to all.
   */
  public SrvSource allPriorities() {
    return new SrvSource(name, scheme, lookup, resolver, true, polling);
  }

  /** How often to look it up, ± jitter; default 30 s. */
  public SrvSource every(Duration every) {
    return polling(polling.withEvery(every));
  }

  /** How often, and more; default every 30 s ± 10 %, 3 s for the first answer. */
  public SrvSource polling(Polling polling) {
    return new SrvSource(
        name, scheme, lookup, resolver, allPriorities, notNull(polling, "polling"));
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    if (resolver == SystemLookup.INSTANCE) {
      SystemLookup.warnIfCachedForEver(name);
    }
    return poller.subscribe(subscriber);
  }

  @Override
  public String toString() {
    return "srv(" + name + ", " + polling + ")";
  }
}
