package io.lb4j.okhttp;

import io.lb4j.NoAvailableEndpointException;
import java.io.IOException;

/**
 * A balanced call was not sent, because its load balancer had no endpoint for it: none is known,
 * all are draining, or the load balancer is closed. The message names the service and the counts;
 * its cause, a {@link NoAvailableEndpointException}, has them as numbers.
 *
 * <p>An {@code IOException}, because OkHttp lets interceptors throw nothing else: on asynchronous
 * calls any other exception would reach the dispatcher thread's uncaught exception handler.
 */
public final class NoEndpointException extends IOException {
  private static final long serialVersionUID = 1L;

  NoEndpointException(NoAvailableEndpointException cause) {
    super(cause.getMessage(), cause);
  }
}
