/**
 * What a pick and a lookup cost, next to their floors and to the peers a user could take instead.
 *
 * <p>Start at {@link io.lb4j.examples.benchmarks.Suite}, which {@code mvn -q -Pbench} runs. Every
 * contender is one line in {@link io.lb4j.examples.benchmarks.pick.Contenders} or {@link
 * io.lb4j.examples.benchmarks.ring.RingContenders}.
 *
 * <p><b>Rank 7.</b> Imports lb4j and the peers; nothing imports it.
 */
package io.lb4j.examples.benchmarks;
