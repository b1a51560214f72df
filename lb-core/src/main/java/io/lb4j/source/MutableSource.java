package io.lb4j.source;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One lock orders the updates, so every subscriber sees them in the order they were made. */
final class MutableSource implements EndpointSource.Mutable {
  private static final Logger log = LoggerFactory.getLogger(EndpointSource.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Registration> registrations = new ArrayList<>(); // guarded by lock
  private volatile List<Endpoint> endpoints;

  MutableSource(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    Registration registration = new Registration(notNull(subscriber, "subscriber"));
    lock.lock();
    try {
      subscriber.endpoints(endpoints); // if it throws, it is not subscribed
      registrations.add(registration);
    } finally {
      lock.unlock();
    }
    return registration;
  }

  @Override
  public void update(List<Endpoint> next) {
    List<Endpoint> checked = EndpointLists.distinct(notNull(next, "endpoints"));
    lock.lock();
    try {
      endpoints = checked;
      for (Registration registration : List.copyOf(registrations)) {
        registration.tell();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Compared by identity: one subscriber may subscribe twice. */
  private final class Registration implements Subscription {
    private final Subscriber subscriber;
    private boolean closed; // guarded by lock

    Registration(Subscriber subscriber) {
      this.subscriber = subscriber;
    }

    /** The list of now: an earlier subscriber of this round may have updated it again. */
    private void tell() {
      if (closed) { // an earlier subscriber of this round may have done that, too
        return;
      }
      try {
        subscriber.endpoints(endpoints);
      } catch (RuntimeException | Error e) {
        log.warn("subscriber {} failed; the others are told", subscriber, e);
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        registrations.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }
}
