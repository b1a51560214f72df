package io.lb4j.source;

import io.lb4j.endpoint.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Does not believe at once that many endpoints are gone. */
record GuardedSource(
    EndpointSource source,
    double maxRemovedShare,
    Duration confirm,
    @Nullable ScheduledExecutorService scheduler)
    implements EndpointSource {
  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return new Guard(subscriber, this).to(source);
  }

  /**
   * {@code held} is what was missing when the doubt began and has been missing since; when the
   * pause is over, that much is believed, and what is left is judged anew.
   */
  private static final class Guard extends Waiting {
    private static final int NAMED = 10;

    private final GuardedSource rule;
    private @Nullable List<Endpoint> told; // what the subscriber has
    private List<Endpoint> passed = List.of(); // the same without what is believed to be gone
    private List<Endpoint> latest = List.of(); // what the source says
    private final Set<String> held = new LinkedHashSet<>();

    Guard(Subscriber subscriber, GuardedSource rule) {
      super(subscriber, rule.confirm, rule.scheduler);
      this.rule = rule;
    }

    @Override
    void take(List<Endpoint> endpoints) {
      latest = endpoints;
      Set<String> missing = ids(passed);
      missing.removeAll(ids(endpoints));
      held.retainAll(missing);
      if (isCredible(missing.size())) {
        held.clear();
        endPause();
        pass(endpoints);
        return;
      }
      if (held.isEmpty()) {
        held.addAll(missing);
        delivery.failed(new IllegalStateException(doubt(missing)));
        pause();
      }
      List<Endpoint> kept = new ArrayList<>(endpoints);
      passed.stream().filter(each -> missing.contains(each.id())).forEach(kept::add);
      pass(kept);
    }

    /** One may always go, unless nothing would be left. */
    private boolean isCredible(int missing) {
      return missing == 0
          || !latest.isEmpty()
              && missing <= Math.max(1, (int) (rule.maxRemovedShare * passed.size()));
    }

    private void pass(List<Endpoint> endpoints) {
      if (!endpoints.equals(told)) {
        delivery.endpoints(endpoints);
      }
      told = endpoints;
      passed = endpoints;
    }

    @Override
    void pauseOver() {
      passed = passed.stream().filter(each -> !held.contains(each.id())).toList();
      held.clear();
      take(latest);
    }

    /** A source in trouble confirms nothing: the time starts again. */
    @Override
    public void failed(Throwable cause) {
      delivery.change(
          () -> {
            delivery.failed(cause);
            if (isPausing()) {
              pause();
            }
          });
    }

    private String doubt(Set<String> missing) {
      String names = missing.stream().limit(NAMED).collect(Collectors.joining(", "));
      return "%d of %d endpoints gone at once (expected: up to %s); kept for %s unless confirmed: %s"
          .formatted(
              missing.size(),
              passed.size(),
              Math.round(rule.maxRemovedShare * 100) + " %",
              rule.confirm,
              missing.size() > NAMED ? names + ", …" : names);
    }

    private static Set<String> ids(List<Endpoint> endpoints) {
      return endpoints.stream()
          .map(Endpoint::id)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
  }

  @Override
  public String toString() {
    return source + ".guarded(" + maxRemovedShare + ", " + confirm + ")";
  }
}
