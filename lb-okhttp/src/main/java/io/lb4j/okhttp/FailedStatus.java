package io.lb4j.okhttp;

/**
 * An answer by which an endpoint says that it could not do its work; the cause of a failed lease,
 * shown in the reason of an ejection. Has no stack trace: nothing was thrown.
 */
final class FailedStatus extends Exception {
  private static final long serialVersionUID = 1L;

  FailedStatus(int status, String endpoint) {
    super("HTTP " + status + " from " + endpoint, null, false, false);
  }
}
