package io.lb4j.source;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Each list changed by a function. It keeps nothing, so order and silence are those of its source.
 */
record DerivedSource(String name, EndpointSource source, UnaryOperator<List<Endpoint>> change)
    implements EndpointSource {
  @Override
  public Subscription subscribe(Subscriber subscriber) {
    notNull(subscriber, "subscriber");
    return source.subscribe(
        new Subscriber() {
          @Override
          public void endpoints(List<Endpoint> endpoints) {
            List<Endpoint> changed;
            try {
              changed = EndpointLists.distinct(change.apply(endpoints));
            } catch (RuntimeException | Error e) {
              subscriber.failed(e); // the last good list stays
              return;
            }
            subscriber.endpoints(changed);
          }

          @Override
          public void failed(Throwable cause) {
            subscriber.failed(cause);
          }
        });
  }

  @Override
  public String toString() {
    return source + "." + name;
  }
}
