package io.lb4j.okhttp;

import io.lb4j.NoAvailableEndpointException;
import io.lb4j.endpoint.Endpoint;
import java.io.IOException;

/**
 * A balanced call had no endpoint to go to, or none but such as failed: none is known, all are
 * draining, the load balancer is closed, or the call was tried as often as it may and as there are
 * endpoints, and the last attempt ended with an exception. The message names the service, the
 * counts and the last failure.
 *
 * <p>Its cause, a {@link NoAvailableEndpointException}, has the counts as numbers; the cause of
 * that is the exception of the last attempt, with the earlier failures suppressed next to it.
 *
 * <p>An {@code IOException}, because OkHttp lets interceptors throw nothing else: on asynchronous
 * calls any other exception would reach the dispatcher thread's uncaught exception handler.
 */
public final class NoEndpointException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Nothing was tried. */
  NoEndpointException(NoAvailableEndpointException cause) {
    super(cause.getMessage(), cause);
  }

  /** OkHttp's own exceptions name the port of the URL, where nobody needs to listen. */
  NoEndpointException(NoAvailableEndpointException cause, Endpoint last) {
    super(cause.getMessage() + " (endpoint " + last.id() + ")", cause);
  }
}
