package io.lb4j.load;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What one request said of the endpoint it was sent to. */
public enum Outcome {
  /**
   * The endpoint did its work; an answer the caller dislikes is still a success of the endpoint.
   */
  SUCCESS,
  /**
   * The endpoint did not do its work: refused, broke, timed out, or answered with an error of its
   * own.
   */
  FAILURE,
  /**
   * Says nothing of the endpoint: the caller cancelled, or failed before the endpoint was reached.
   */
  IGNORED;

  /**
   * Judges an exception a caller's code threw: cancellation, errors of the JVM and plain
   * programming mistakes are {@link #IGNORED}, all else is a {@link #FAILURE}.
   *
   * <p>A {@link CompletionException} or {@link ExecutionException} is judged by its cause.
   */
  public static Outcome of(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return isCancellation(cause) || isMistake(cause) ? IGNORED : FAILURE;
  }

  /** The exception inside the wrappers that futures put around it. */
  public static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException || cause instanceof ExecutionException) {
      @Nullable Throwable inner = cause.getCause();
      if (inner == null) {
        return cause;
      }
      cause = inner;
    }
    return cause;
  }

  private static boolean isCancellation(Throwable cause) {
    return cause instanceof InterruptedException
        || cause instanceof CancellationException
        || cause instanceof ClosedByInterruptException
        || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException));
  }

  /** Mistakes in the caller's own code must not eject endpoints. */
  private static boolean isMistake(Throwable cause) {
    return cause instanceof Error
        || cause instanceof NullPointerException
        || cause instanceof IllegalArgumentException
        || cause instanceof ClassCastException
        || cause instanceof IndexOutOfBoundsException
        || cause instanceof ArithmeticException;
  }
}
