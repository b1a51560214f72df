package io.lb4j.source;

import io.lb4j.endpoint.Endpoint;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it is told; safe for many threads. */
final class Audience implements EndpointSource.Subscriber {
  final List<List<Endpoint>> lists = new CopyOnWriteArrayList<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @Override
  public void endpoints(List<Endpoint> endpoints) {
    lists.add(endpoints);
  }

  @Override
  public void failed(Throwable cause) {
    failures.add(cause);
  }

  /** The ids of the newest list. */
  List<String> ids() {
    return lists.get(lists.size() - 1).stream().map(Endpoint::id).toList();
  }

  List<String> messages() {
    return failures.stream().map(Throwable::getMessage).toList();
  }
}
