/**
 * The front door: {@link io.lb4j.LoadBalancer}.
 *
 * <p>One request: {@code acquire} reads the published snapshot, a picker chooses a node, a {@link
 * io.lb4j.Lease} counts it as in flight; the verdict updates the node and is shown to the health
 * tracker, which may ask the writer to eject. Only the writer changes what requests read, always as
 * a whole, in one volatile write.
 *
 * <p><b>Rank 5.</b> Imports everything below; nothing below imports it.
 */
@NullMarked
package io.lb4j;

import org.jspecify.annotations.NullMarked;
