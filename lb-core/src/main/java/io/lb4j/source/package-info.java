/**
 * Where endpoints come from. Start at {@link io.lb4j.source.EndpointSource}.
 *
 * <p><b>Rank 2.</b> Imports {@code io.lb4j.endpoint} and below.
 */
@NullMarked
package io.lb4j.source;

import org.jspecify.annotations.NullMarked;
