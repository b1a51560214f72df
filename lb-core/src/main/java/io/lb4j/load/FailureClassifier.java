package io.lb4j.load;

/**
 * Says what an exception means: what is a failure of the endpoint, what is ignored, what ejects at
 * once.
 *
 * <pre>{@code
 * FailureClassifier mine = thrown -> thrown instanceof NotLeaderException
 *     ? Severity.FATAL : Severity.of(thrown);
 * }</pre>
 *
 * <p>Must be safe for many threads, quick, and not throw. It sees exceptions without the wrappers
 * that futures put around them.
 */
@FunctionalInterface
public interface FailureClassifier {
  /** What this exception says of the endpoint it came from. */
  Severity severityOf(Throwable thrown);

  /** {@link Severity#of}. */
  static FailureClassifier standard() {
    return Severity::of;
  }
}
