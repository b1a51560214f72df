package io.lb4j.source;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * One lock orders the updates, so every subscriber sees them in the order they were made. It is not
 * held while they are told: one that blocks is in nobody's way.
 */
final class MutableSource implements EndpointSource.Mutable {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Delivery> deliveries = new ArrayList<>(); // guarded by lock
  private volatile List<Endpoint> endpoints;

  MutableSource(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    Delivery delivery = new Delivery(subscriber);
    lock.lock();
    try {
      delivery.endpoints(endpoints);
      deliveries.add(delivery);
    } finally {
      lock.unlock();
    }
    try {
      delivery.open();
    } catch (RuntimeException | Error e) { // then it is not subscribed
      leave(delivery);
      throw e;
    }
    return () -> leave(delivery);
  }

  private void leave(Delivery delivery) {
    delivery.close();
    lock.lock();
    try {
      deliveries.removeIf(each -> each == delivery);
    } finally {
      lock.unlock();
    }
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
    List<Delivery> told;
    boolean resized;
    lock.lock();
    try {
      List<Endpoint> before = endpoints;
      List<Endpoint> next = step.apply(before);
      endpoints = next;
      resized = next.size() != before.size();
      told = List.copyOf(deliveries);
      told.forEach(each -> each.endpoints(next));
    } finally {
      lock.unlock();
    }
    told.forEach(Delivery::deliver);
    return resized;
  }

  @Override
  public List<Endpoint> endpoints() {
    return endpoints;
  }
}
