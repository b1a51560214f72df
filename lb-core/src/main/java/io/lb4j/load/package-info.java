/**
 * What is known of an endpoint from the requests it served. Start at {@link io.lb4j.load.Node}.
 *
 * <p><b>Rank 2.</b> Imports {@code io.lb4j.endpoint} and below.
 */
@NullMarked
package io.lb4j.load;

import org.jspecify.annotations.NullMarked;
