/**
 * Choosing an endpoint without a key: floors, lb4j and peers behind one interface. Start at {@link
 * io.lb4j.examples.benchmarks.pick.Contenders}.
 */
package io.lb4j.examples.benchmarks.pick;
