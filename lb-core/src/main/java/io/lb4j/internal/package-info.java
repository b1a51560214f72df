/**
 * What every package may use and no user sees: argument checks.
 *
 * <p><b>Rank 0</b>, exported to the adapters only. Imports nothing of lb4j.
 */
@NullMarked
package io.lb4j.internal;

import org.jspecify.annotations.NullMarked;
