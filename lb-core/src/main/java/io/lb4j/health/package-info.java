/**
 * Which endpoints are fit to take requests. Start at {@link io.lb4j.health.HealthTracker}.
 *
 * <p>Three sides speak of an endpoint, and none overwrites another. In order of precedence:
 *
 * <ol>
 *   <li>discovery and the application drain it;
 *   <li>an active check ({@link io.lb4j.health.HealthProbe}) finds it not ready, which drains it,
 *       or dead, which ejects it, until the check passes again;
 *   <li>its own requests fail, and a {@link io.lb4j.health.HealthTracker} ejects it: for 5 s,
 *       doubling to 300 s ({@link io.lb4j.health.EjectionPolicy}); then one trial request at a time
 *       decides.
 * </ol>
 *
 * <p>What is in service again gets its full share slowly ({@link io.lb4j.load.SlowStart}). When too
 * few are fit it is panic ({@link io.lb4j.health.PanicPolicy}): by default health is then ignored.
 * What fails at all endpoints alike ejects none. How all of that behaves, with every balancer, when
 * endpoints die, hang, slow down, flap or come back, is measured in SCENARIOS.md beside the
 * sources.
 *
 * <p>Which tracker? {@code standard()} unless you know better; {@code consecutiveFailures} for few
 * requests and hard failures; {@code outlierDetection} for endpoints that fail now and then, or are
 * slow; {@code phiAccrual} where answers come steadily and silence is the symptom; {@code
 * CircuitBreakerTracker} if you know Resilience4j and want its windows; {@code detectOnly()} around
 * any of them, to watch what it would do.
 *
 * <p><b>Rank 4.</b> Imports {@code io.lb4j.load} and below.
 */
@NullMarked
package io.lb4j.health;

import org.jspecify.annotations.NullMarked;
