package io.lb4j.load;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notBlank;
import static io.lb4j.internal.Checks.notNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How busy an endpoint says it is. Immutable.
 *
 * <pre>{@code
 * reports.put("10.0.0.1:8080", ResourceReport.of(0.7, 0.4).withResponseTime(Duration.ofMillis(12)));
 * }</pre>
 *
 * @param cpu share of its processors in use, 0 to 1; more counts as 1
 * @param memory share of its memory in use, 0 to 1; more counts as 1
 * @param responseTime how long its answers take now; zero if it does not say
 * @param custom figures of your own, by name, for a score of your own
 */
public record ResourceReport(
    double cpu, double memory, Duration responseTime, Map<String, Double> custom) {

  /** Refuses negative figures, and copies the map. */
  public ResourceReport {
    check(cpu >= 0, "cpu", cpu, ">= 0");
    check(memory >= 0, "memory", memory, ">= 0");
    check(
        !notNull(responseTime, "responseTime").isNegative(), "responseTime", responseTime, ">= 0");
    cpu = Math.min(1, cpu);
    memory = Math.min(1, memory);
    custom = Map.copyOf(custom);
  }

  /** A report without response time or figures of your own. */
  public static ResourceReport of(double cpu, double memory) {
    return new ResourceReport(cpu, memory, Duration.ZERO, Map.of());
  }

  /** The same report with a response time. */
  public ResourceReport withResponseTime(Duration time) {
    return new ResourceReport(cpu, memory, time, custom);
  }

  /** The same report with one figure more, or replaced. */
  public ResourceReport with(String name, double value) {
    Map<String, Double> more = new HashMap<>(custom);
    more.put(notBlank(name, "name"), value);
    return new ResourceReport(cpu, memory, responseTime, more);
  }

  /** A figure of your own, or {@code otherwise} if it was not reported. */
  public double custom(String name, double otherwise) {
    return custom.getOrDefault(name, otherwise);
  }
}
