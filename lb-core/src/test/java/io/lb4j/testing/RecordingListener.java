package io.lb4j.testing;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.load.Outcome;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every event in words; safe for many threads. */
public final class RecordingListener implements LoadBalancerListener {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<StateChange> changes = new CopyOnWriteArrayList<>();
  private final List<Boolean> panics = new CopyOnWriteArrayList<>();
  private final List<Throwable> sourceFailures = new CopyOnWriteArrayList<>();

  @Override
  public void picked(Endpoint endpoint) {
    requests.add("picked " + endpoint.id());
  }

  @Override
  public void released(Endpoint endpoint, Outcome outcome, long latencyNanos) {
    requests.add("released " + endpoint.id() + " " + outcome + " " + latencyNanos);
  }

  @Override
  public void stateChanged(StateChange change) {
    changes.add(change);
  }

  @Override
  public void panic(boolean panic, String detail) {
    panics.add(panic);
  }

  @Override
  public void sourceFailed(Throwable cause) {
    sourceFailures.add(cause);
  }

  public List<String> requests() {
    return requests;
  }

  public List<StateChange> changes() {
    return changes;
  }

  /** For example {@code a STARTING>HEALTHY}. */
  public List<String> steps() {
    return changes.stream()
        .map(change -> change.endpoint().id() + " " + change.from() + ">" + change.to())
        .toList();
  }

  public List<Boolean> panics() {
    return panics;
  }

  public List<Throwable> sourceFailures() {
    return sourceFailures;
  }

  public void clear() {
    requests.clear();
    changes.clear();
    panics.clear();
    sourceFailures.clear();
  }
}
