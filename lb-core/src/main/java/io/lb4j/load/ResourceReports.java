package io.lb4j.load;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notBlank;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last report of each endpoint, until it expires. Whoever hears from an endpoint puts reports
 * in: a task that asks for them, or an adapter that reads them from responses.
 *
 * <pre>{@code
 * ResourceReports reports = ResourceReports.create();
 * LoadBalancer orders = LoadBalancer.builder("orders")
 *     .endpoints("http://10.0.0.1:8080", "http://10.0.0.2:8080")
 *     .balancer(Balancers.resourceBased(reports::latest))
 *     .build();
 * reports.put("10.0.0.1:8080", ResourceReport.of(0.7, 0.4));
 * }</pre>
 *
 * <p><b>Thread safety:</b> safe. Expired reports are dropped as new ones come in, so endpoints that
 * are gone leave nothing behind.
 */
public final class ResourceReports {
  private static final Duration EXPIRY = Duration.ofSeconds(30);

  private record Received(ResourceReport report, long atNanos) {}

  private final Map<String, Received> latest = new ConcurrentHashMap<>();
  private final long expiryNanos;
  private final Ticker ticker;
  private volatile long sweptAt;

  private ResourceReports(long expiryNanos, Ticker ticker) {
    this.expiryNanos = expiryNanos;
    this.ticker = ticker;
    this.sweptAt = ticker.nanos();
  }

  /** Reports that expire after 30 s. */
  public static ResourceReports create() {
    return expiringAfter(EXPIRY, Ticker.system());
  }

  /**
   * Reports that expire after a time of your own.
   *
   * @throws IllegalArgumentException if {@code expiry} is not positive
   */
  public static ResourceReports expiringAfter(Duration expiry, Ticker ticker) {
    check(!expiry.isNegative() && !expiry.isZero(), "expiry", expiry, "more than 0");
    return new ResourceReports(expiry.toNanos(), notNull(ticker, "ticker"));
  }

  /** Keeps a report from the endpoint of this id, in place of the one before. */
  public void put(String endpointId, ResourceReport report) {
    long now = ticker.nanos();
    latest.put(notBlank(endpointId, "endpointId"), new Received(notNull(report, "report"), now));
    if (now - sweptAt >= expiryNanos) {
      sweptAt = now;
      latest.values().removeIf(received -> isExpired(received, now));
    }
  }

  /** The last report from an endpoint, or null if there is none or it has expired. */
  public @Nullable ResourceReport latest(Endpoint endpoint) {
    Received received = latest.get(endpoint.id());
    return received == null || isExpired(received, ticker.nanos()) ? null : received.report;
  }

  private boolean isExpired(Received received, long now) {
    return now - received.atNanos >= expiryNanos;
  }

  /** How many reports are kept, those not yet swept among them. */
  public int size() {
    return latest.size();
  }
}
