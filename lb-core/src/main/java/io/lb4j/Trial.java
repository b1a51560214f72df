package io.lb4j;

import io.lb4j.load.Node;
import java.util.concurrent.atomic.AtomicLong;

/*
 * The way back of one ejected node: a ticket that one request at a time may hold. Not the node's count
 * of requests in flight: an old web socket may live for days, and would keep its node out as long. A
 * ticket that does not come back is given to another after a while, for the same reason.
 *
 * Requests with a key leave trials to those without, as a trial takes them away from where they belong;
 * only if none of those has come for a while, one of them must do it.
 */
final class Trial {
  private static final long FREE = 0;

  final Node node;
  private final long sinceNanos;
  private final long patienceNanos;
  private final AtomicLong holder = new AtomicLong(FREE);

  Trial(Node node, long sinceNanos, long patienceNanos) {
    this.node = node;
    this.sinceNanos = sinceNanos;
    this.patienceNanos = patienceNanos;
  }

  /** True if {@link #take} would give the ticket. */
  boolean isDue(boolean keyed, long now) {
    long held = holder.get();
    boolean free = held == FREE || now - held > patienceNanos;
    return free && (!keyed || now - sinceNanos > patienceNanos);
  }

  /** True for one request, begun at {@code now}, whose outcome decides. */
  boolean take(boolean keyed, long now) {
    long held = holder.get();
    return isDue(keyed, now) && holder.compareAndSet(held, ticket(now));
  }

  /** The request begun at {@code start} has said nothing: another may try. */
  void giveBack(long start) {
    holder.compareAndSet(ticket(start), FREE);
  }

  /** Requests begun before the ejection had passed say nothing of how the node is now. */
  boolean countsFor(long start) {
    return start - sinceNanos >= 0;
  }

  private static long ticket(long start) {
    return start | 1; // never FREE
  }
}
