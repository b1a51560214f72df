/**
 * The decision core of lb4j: balancers, health, hash rings, and the {@link io.lb4j.LoadBalancer}
 * that joins them.
 *
 * <p>It knows no client library: adapters for OkHttp and JDBC are modules of their own.
 */
@SuppressWarnings({
  "module", // the adapters are compiled after this module, and named here
  "requires-automatic" // Resilience4j has no module-info
})
module io.lb4j.core {
  requires com.github.benmanes.caffeine;
  requires java.naming;
  requires org.slf4j;
  requires static io.github.resilience4j.circuitbreaker; // automatic, as is the next
  requires static io.github.resilience4j.core;
  requires static transitive org.jspecify;

  exports io.lb4j;
  exports io.lb4j.balancer;
  exports io.lb4j.endpoint;
  exports io.lb4j.event;
  exports io.lb4j.hash;
  exports io.lb4j.health;
  exports io.lb4j.limit;
  exports io.lb4j.load;
  exports io.lb4j.retry;
  exports io.lb4j.source;
  exports io.lb4j.time;
  exports io.lb4j.internal to
      io.lb4j.jdbc,
      io.lb4j.okhttp;
}
