package io.lb4j.examples.demo;

/** Shows what happens. Called by one thread. */
interface Display extends AutoCloseable {
  /** An act begins; {@code number} counts from 1. */
  void begins(int number, Act act);

  /** It has ended. */
  void ended(ActReport report);

  /** Everything has started; {@code addresses} tells where it listens. */
  void started(String addresses);

  /** Shows nothing more, and leaves the terminal as it was. May be called by another thread. */
  @Override
  void close();
}
