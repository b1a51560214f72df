package io.lb4j.examples.demo;

import java.util.List;

/**
 * All there is to see at one moment. Immutable.
 *
 * @param elapsedNanos since the demo began
 * @param expectedNanos how long it is going to be in all
 * @param acts the words of the acts, in order
 * @param current which of them is on; as many as there are when all are over
 * @param caption what is happening, in one sentence
 * @param lately the figures of the last seconds
 * @param total the figures since the demo began
 * @param http the HTTP endpoints
 * @param sql replicas and primary; empty if there is no database
 * @param noSql why there is none, or not yet
 * @param events what happened last; times since the demo began
 */
record View(
    long elapsedNanos,
    long expectedNanos,
    List<String> acts,
    int current,
    String caption,
    Reading lately,
    Reading total,
    List<Row> http,
    List<Row> sql,
    String noSql,
    List<Event> events) {}
