package io.lb4j.examples.postgres;

import org.jspecify.annotations.Nullable;

/**
 * Something the cluster was asked to do did not happen: a server did not start, a wait ran out, a
 * statement failed. Where a server is to blame the message ends with the last lines of its log.
 */
public final class PostgresClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PostgresClusterException(String message) {
    this(message, null);
  }

  PostgresClusterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
