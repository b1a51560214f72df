/**
 * The decision core of lb4j: balancers, health, hash rings, and the {@link io.lb4j.LoadBalancer} that
 * joins them.
 *
 * <p>It knows no client library: adapters for OkHttp and JDBC are modules of their own.
 */
module io.lb4j.core {
  requires org.slf4j;
  requires static org.jspecify;

  exports io.lb4j.hash;
  exports io.lb4j.time;
}
