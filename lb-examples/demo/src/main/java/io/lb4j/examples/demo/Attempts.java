package io.lb4j.examples.demo;

/**
 * What was sent to one endpoint: attempts of the load balancer, so a request that moved on counts
 * on each endpoint it tried.
 */
record Attempts(Counts succeeded, long failed) {
  static final Attempts NONE = new Attempts(Counts.NONE, 0);

  long total() {
    return succeeded.total() + failed;
  }

  Attempts since(Attempts earlier) {
    return new Attempts(succeeded.since(earlier.succeeded), failed - earlier.failed);
  }
}
