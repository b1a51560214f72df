package io.lb4j.jdbc;

import java.util.concurrent.Executor;

/** A network timeout with the executor that drivers want to see beside it. */
record NetworkTimeout(Executor executor, int millis) {}
