package io.lb4j.endpoint;

import static io.lb4j.internal.Checks.name;
import static io.lb4j.internal.Checks.notBlank;
import static io.lb4j.internal.Checks.notNegative;
import static io.lb4j.internal.Checks.notNull;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place a request can go to, as discovery describes it today.
 *
 * <p>The {@link #id() id} is its identity: an endpoint that comes back with the same id and another
 * weight, tag or locality is the same endpoint and keeps its statistics. One that comes back at
 * another {@link #uri() place} is another: the old one finishes what it has, the new one starts
 * anew. Two endpoints of one load balancer must not share an id.
 *
 * <p>Immutable and safe for use by many threads; every {@code with…} method returns a copy.
 */
public final class Endpoint {
  private final String id;
  private final @Nullable URI uri;
  private final int weight;
  private final Locality locality;
  private final int priority;
  private final Map<String, String> tags;

  private Endpoint(
      String id,
      @Nullable URI uri,
      int weight,
      Locality locality,
      int priority,
      Map<String, String> tags) {
    this.id = id;
    this.uri = uri;
    this.weight = weight;
    this.locality = locality;
    this.priority = priority;
    this.tags = tags;
  }

  /**
   * An endpoint at a URI such as {@code http://10.0.0.1:8080}, or {@code 10.0.0.1:6379} for plain
   * TCP. Its id is {@code host:port}; http and https may leave out their usual port.
   *
   * @throws IllegalArgumentException if the text names no host or no port, or carries a password
   */
  public static Endpoint of(String uri) {
    return of(EndpointUri.parse(uri));
  }

  /**
   * An endpoint at {@code uri}; its id is {@code host:port}.
   *
   * @throws IllegalArgumentException if the URI names no host or no port, or carries a password
   */
  public static Endpoint of(URI uri) {
    URI checked = EndpointUri.checked(notNull(uri, "uri"), uri);
    return new Endpoint(EndpointUri.id(checked), checked, 1, Locality.unknown(), 0, Map.of());
  }

  /** An endpoint that is known by name only, such as a replica with its own connection pool. */
  public static Endpoint named(String id) {
    return new Endpoint(name(id, "id"), null, 1, Locality.unknown(), 0, Map.of());
  }

  /** Identity within one load balancer. */
  public String id() {
    return id;
  }

  /** True if this endpoint has a {@link #uri()}. */
  public boolean hasUri() {
    return uri != null;
  }

  /**
   * Where it is.
   *
   * @throws IllegalStateException if it is known by name only, see {@link #named(String)}
   */
  public URI uri() {
    if (uri == null) {
      throw new IllegalStateException("endpoint " + id + " has no uri (it was made by named())");
    }
    return uri;
  }

  /**
   * The host of {@link #uri()}: a name or an address; an IPv6 address comes in brackets.
   *
   * @throws IllegalStateException if it is known by name only
   */
  public String host() {
    return uri().getHost();
  }

  /**
   * The port of {@link #uri()}, or the scheme's usual one.
   *
   * @throws IllegalStateException if it is known by name only
   */
  public int port() {
    return EndpointUri.port(uri());
  }

  /** Share of the traffic relative to the others; 0 takes none while another has more. */
  public int weight() {
    return weight;
  }

  /** Where it runs. */
  public Locality locality() {
    return locality;
  }

  /** Tier for failover: 0 is used first. */
  public int priority() {
    return priority;
  }

  /** Free labels; unmodifiable. */
  public Map<String, String> tags() {
    return tags;
  }

  /**
   * The same endpoint with another id, for two endpoints behind one address.
   *
   * @throws IllegalArgumentException if {@code id} is blank
   */
  public Endpoint withId(String id) {
    return new Endpoint(name(id, "id"), uri, weight, locality, priority, tags);
  }

  /**
   * The same endpoint with another weight; the default is 1.
   *
   * @throws IllegalArgumentException if {@code weight} is negative
   */
  public Endpoint withWeight(int weight) {
    return new Endpoint(id, uri, notNegative(weight, "weight"), locality, priority, tags);
  }

  /** The same endpoint elsewhere. */
  public Endpoint withLocality(Locality locality) {
    return new Endpoint(id, uri, weight, notNull(locality, "locality"), priority, tags);
  }

  /**
   * The same endpoint in another tier; the default is 0, the first.
   *
   * @throws IllegalArgumentException if {@code priority} is negative
   */
  public Endpoint withPriority(int priority) {
    return new Endpoint(id, uri, weight, locality, notNegative(priority, "priority"), tags);
  }

  /** The same endpoint with one label more, or replaced. */
  public Endpoint withTag(String key, String value) {
    Map<String, String> more = new HashMap<>(tags);
    more.put(notBlank(key, "key"), notNull(value, "value"));
    return new Endpoint(id, uri, weight, locality, priority, Map.copyOf(more));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Endpoint that
        && id.equals(that.id)
        && Objects.equals(uri, that.uri)
        && weight == that.weight
        && locality.equals(that.locality)
        && priority == that.priority
        && tags.equals(that.tags);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id;
  }
}
