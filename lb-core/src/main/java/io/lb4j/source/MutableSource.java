package io.lb4j.source;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
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
    change(before -> checked);
  }

  @Override
  public void add(Endpoint endpoint) {
    notNull(endpoint, "endpoint");
    change(
        before -> {
          List<Endpoint> next = new ArrayList<>(before);
          next.replaceAll(each -> each.id().equals(endpoint.id()) ? endpoint : each);
          if (!next.contains(endpoint)) {
            next.add(endpoint);
          }
          return List.copyOf(next);
        });
  }

  @Override
  public boolean remove(String id) {
    notNull(id, "id");
    return change(before -> before.stream().filter(each -> !each.id().equals(id)).toList());
  }

  /** True if the list has become longer or shorter. */
  private boolean change(UnaryOperator<List<Endpoint>> step) {
    lock.lock();
    try {
      List<Endpoint> before = endpoints;
      List<Endpoint> next = step.apply(before);
      endpoints = next;
      for (Registration registration : List.copyOf(registrations)) {
        registration.tell();
      }
      return next.size() != before.size();
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
