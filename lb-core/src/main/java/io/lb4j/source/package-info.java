/**
 * Where endpoints come from. Start at {@link io.lb4j.source.EndpointSource}.
 *
 * <p>A source is fixed, set by hand, or asks somebody: DNS, a file, a registry of yours. What asks
 * is asked on one daemon thread while somebody is subscribed, never on the threads of requests, and
 * keeps the last good list when the answer fails or is empty. Around any of them go {@code filter},
 * {@code map}, {@code merge}, {@code guarded} and {@code coalesced}:
 *
 * <pre>{@code
 * EndpointSource.merge(
 *         EndpointSource.dns("orders.internal", 8080),
 *         EndpointSource.file(Path.of("/etc/orders/extra-endpoints")))
 *     .filter(endpoint -> !endpoint.host().startsWith("10.9."))
 *     .guarded(0.5)
 * }</pre>
 *
 * <p><b>Rank 2.</b> Imports {@code io.lb4j.endpoint} and below.
 */
@NullMarked
package io.lb4j.source;

import org.jspecify.annotations.NullMarked;
