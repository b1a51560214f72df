/**
 * A real PostgreSQL cluster for tests and the demo: one primary, streaming standbys, and the faults
 * one wants to see survived. Start at {@link io.lb4j.examples.postgres.PostgresCluster}.
 */
@NullMarked
package io.lb4j.examples.postgres;

import org.jspecify.annotations.NullMarked;
