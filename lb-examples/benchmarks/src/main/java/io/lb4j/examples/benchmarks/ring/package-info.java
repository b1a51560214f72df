/**
 * Choosing an endpoint by key: floors, lb4j and peers behind one interface. Start at {@link
 * io.lb4j.examples.benchmarks.ring.RingContenders}.
 */
package io.lb4j.examples.benchmarks.ring;
