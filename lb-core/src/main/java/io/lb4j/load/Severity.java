package io.lb4j.load;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** What an exception says of the endpoint it came from. */
public enum Severity {
  /** Nothing: the caller cancelled, made a mistake, or was turned away before it reached it. */
  IGNORED,
  /** The endpoint did not do its work this time. */
  FAILURE,
  /**
   * The request never reached the endpoint: nobody listens there. One is enough to eject it, and
   * the request may be repeated elsewhere even if it must run only once.
   */
  UNREACHABLE,
  /** The endpoint will not do its work next time either: one is enough to eject it. */
  FATAL;

  /**
   * The standard classification: refused connections, missing routes and unknown names are {@link
   * #UNREACHABLE}; what {@link Outcome#of} ignores is {@link #IGNORED}; all else is a {@link
   * #FAILURE}.
   */
  public static Severity of(Throwable thrown) {
    if (Outcome.of(thrown) == Outcome.IGNORED) {
      return IGNORED;
    }
    return isUnreachable(Outcome.unwrap(thrown)) ? UNREACHABLE : FAILURE;
  }

  private static boolean isUnreachable(Throwable thrown) {
    Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
    return cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException
        || cause instanceof PortUnreachableException
        || cause instanceof UnresolvedAddressException;
  }

  /** How a request counts that ended with it. */
  public Outcome outcome() {
    return this == IGNORED ? Outcome.IGNORED : Outcome.FAILURE;
  }

  /** True if one such failure is enough to eject the endpoint. */
  public boolean ejectsAtOnce() {
    return this == UNREACHABLE || this == FATAL;
  }
}
