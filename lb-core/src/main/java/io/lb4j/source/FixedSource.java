package io.lb4j.source;

import io.lb4j.endpoint.Endpoint;
import java.util.List;

record FixedSource(List<Endpoint> endpoints) implements EndpointSource {
  @Override
  public Subscription subscribe(Subscriber subscriber) {
    subscriber.endpoints(endpoints);
    return () -> {};
  }
}
