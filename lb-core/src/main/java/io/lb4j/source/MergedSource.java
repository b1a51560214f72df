package io.lb4j.source;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The union of what is known, the first source's word counting first. */
record MergedSource(List<EndpointSource> sources) implements EndpointSource {
  @Override
  public Subscription subscribe(Subscriber subscriber) {
    Union union = new Union(new Delivery(subscriber), sources.size());
    List<Subscription> subscriptions = new ArrayList<>();
    Subscription all =
        () -> {
          subscriptions.forEach(Subscription::close);
          union.delivery.close();
        };
    try {
      for (int i = 0; i < sources.size(); i++) {
        subscriptions.add(
            notNull(sources.get(i).subscribe(union.part(i)), "subscription of " + sources.get(i)));
      }
      union.delivery.open();
    } catch (RuntimeException | Error e) {
      all.close();
      throw e;
    }
    return all;
  }

  /** Of one subscriber. All of it is guarded by the delivery, see {@link Delivery#change}. */
  private static final class Union {
    private final Delivery delivery;
    private final List<List<Endpoint>> parts = new ArrayList<>();

    Union(Delivery delivery, int size) {
      this.delivery = delivery;
      for (int i = 0; i < size; i++) {
        parts.add(List.of()); // not known is as good as none
      }
    }

    Subscriber part(int index) {
      return new Subscriber() {
        @Override
        public void endpoints(List<Endpoint> endpoints) {
          delivery.change(
              () -> {
                parts.set(index, List.copyOf(endpoints));
                delivery.endpoints(all());
              });
        }

        @Override
        public void failed(Throwable cause) {
          delivery.change(() -> delivery.failed(cause));
        }
      };
    }

    private List<Endpoint> all() {
      Map<String, Endpoint> byId = new LinkedHashMap<>();
      parts.forEach(part -> part.forEach(each -> byId.putIfAbsent(each.id(), each)));
      return List.copyOf(byId.values());
    }
  }

  @Override
  public String toString() {
    return "merge" + sources;
  }
}
