/**
 * Time as lb4j sees it: a {@link io.lb4j.time.Ticker} that tests can replace.
 *
 * <p><b>Rank 0.</b> Imports nothing of lb4j.
 */
@NullMarked
package io.lb4j.time;

import org.jspecify.annotations.NullMarked;
