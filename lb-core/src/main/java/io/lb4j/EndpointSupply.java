package io.lb4j;

import io.lb4j.endpoint.Endpoint;

/** Work on the endpoint itself. */
enum EndpointSupply implements Calls.Supply<Endpoint> {
  INSTANCE;

  @Override
  public <T, X extends Exception> T with(Lease lease, Work<Endpoint, T, X> work) throws X {
    return work.apply(lease.endpoint());
  }

  @Override
  public Endpoint of(Lease lease) {
    return lease.endpoint();
  }
}
