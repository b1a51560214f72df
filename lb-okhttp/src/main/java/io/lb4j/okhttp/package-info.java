/**
 * Balances OkHttp calls below a logical URL. Start at {@link
 * io.lb4j.okhttp.LoadBalancingInterceptor}.
 *
 * <p><b>Rank 6.</b> Imports {@code io.lb4j} and below, and OkHttp.
 */
@NullMarked
package io.lb4j.okhttp;

import org.jspecify.annotations.NullMarked;
