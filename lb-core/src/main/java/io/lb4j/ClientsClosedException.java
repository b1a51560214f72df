package io.lb4j;

/** The caller has closed its clients: nobody's failure, and no other endpoint can help. */
final class ClientsClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ClientsClosedException(String service) {
    super("clients of " + service + " are closed");
  }
}
