package io.lb4j.source;

import io.lb4j.endpoint.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The first list at once, then at most one in each pause: the newest. */
record CoalescedSource(
    EndpointSource source, Duration quiet, @Nullable ScheduledExecutorService scheduler)
    implements EndpointSource {
  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return new Burst(subscriber, quiet, scheduler).to(source);
  }

  private static final class Burst extends Waiting {
    private @Nullable List<Endpoint> newest;

    Burst(Subscriber subscriber, Duration quiet, @Nullable ScheduledExecutorService scheduler) {
      super(subscriber, quiet, scheduler);
    }

    @Override
    void take(List<Endpoint> endpoints) {
      if (isPausing()) {
        newest = endpoints;
      } else {
        delivery.endpoints(endpoints);
        pause();
      }
    }

    @Override
    void pauseOver() {
      List<Endpoint> held = newest;
      newest = null;
      if (held != null) {
        take(held);
      }
    }
  }

  @Override
  public String toString() {
    return source + ".coalesced(" + quiet + ")";
  }
}
