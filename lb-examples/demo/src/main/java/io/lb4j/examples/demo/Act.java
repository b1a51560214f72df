package io.lb4j.examples.demo;

import java.time.Duration;

/**
 * One thing that happens while the traffic flows.
 *
 * @param word its name
 * @param caption what happens, in one sentence
 * @param subject the endpoint it is about, or empty
 * @param length how long it lasts at least
 * @param step makes it happen, when the act begins
 */
record Act(String word, String caption, String subject, Duration length, Step step) {
  /** What an act does to the servers. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }
}
