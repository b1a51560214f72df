package io.lb4j.examples.demo;

import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.time.Ticker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Remembers the last things the load balancers told. */
final class EventLog implements LoadBalancerListener {
  private static final int KEPT = 20;

  private final Ticker ticker;
  private final Deque<Event> events = new ArrayDeque<>();

  EventLog(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public void stateChanged(StateChange change) {
    add(
        change.endpoint().id(),
        word(change.from()) + " -> " + word(change.to()) + ": " + change.reason());
  }

  @Override
  public void panic(boolean panic, String detail) {
    add("panic", (panic ? "health is ignored: " : "over: ") + detail);
  }

  @Override
  public void sourceFailed(Throwable cause) {
    add("source", "failed, the last list stays: " + cause);
  }

  /** The newest {@code count}, the oldest of them first. */
  synchronized List<Event> last(int count) {
    return events.stream().skip(Math.max(0, events.size() - count)).toList();
  }

  private synchronized void add(String subject, String text) {
    events.addLast(new Event(ticker.nanos(), subject, text));
    if (events.size() > KEPT) {
      events.removeFirst();
    }
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
