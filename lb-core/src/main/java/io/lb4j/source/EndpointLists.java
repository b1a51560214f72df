package io.lb4j.source;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What every list of endpoints must hold, whoever publishes it. */
final class EndpointLists {
  private EndpointLists() {}

  static List<Endpoint> checked(List<Endpoint> endpoints) {
    check(!endpoints.isEmpty(), "endpoints", endpoints, "at least one");
    return distinct(endpoints);
  }

  static List<Endpoint> distinct(List<Endpoint> endpoints) {
    Set<String> ids = new HashSet<>();
    for (Endpoint endpoint : endpoints) {
      notNull(endpoint, "endpoint");
      check(ids.add(endpoint.id()), "endpoints", endpoint.id() + " twice", "distinct ids");
    }
    return List.copyOf(endpoints);
  }
}
