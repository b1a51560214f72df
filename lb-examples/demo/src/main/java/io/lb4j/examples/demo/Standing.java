package io.lb4j.examples.demo;

import io.lb4j.event.EndpointSnapshot;
import java.util.Locale;

/** How an endpoint stands: a light and a few words. */
record Standing(Row.Light light, String words) {
  /** Not among the load balancer's endpoints. */
  static Standing absent(String words) {
    return new Standing(Row.Light.OFF, words);
  }

  /** As the load balancer sees it, with its reason unless all is well. */
  static Standing of(EndpointSnapshot endpoint) {
    String state = endpoint.state().name().toLowerCase(Locale.ROOT);
    return switch (endpoint.state()) {
      case HEALTHY -> new Standing(Row.Light.GOOD, state);
      case STARTING, SLOW_START -> new Standing(Row.Light.WARN, state);
      case PROBATION, DRAINING -> new Standing(Row.Light.WARN, state + ": " + endpoint.reason());
      case EJECTED -> new Standing(Row.Light.BAD, state + ": " + endpoint.reason());
      case REMOVED -> new Standing(Row.Light.OFF, state);
    };
  }
}
