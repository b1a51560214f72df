package io.lb4j.event;

/** An enum, so that "nobody listens" is one comparison on the request path. */
enum Silent implements LoadBalancerListener {
  INSTANCE
}
