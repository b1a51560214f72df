package io.lb4j.source;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.util.Arrays;
import java.util.List;

/**
 * Says which endpoints there are, now and whenever that changes.
 *
 * <p>Whole lists are published, never differences, so a missed update heals with the next one.
 * Write your own for a registry lb4j does not know: call {@link Subscriber#endpoints} whenever you
 * have a list, from any thread, and {@link Subscriber#failed} when you could not get one; the load
 * balancer then keeps the last good list.
 *
 * <p><b>Thread safety:</b> sources may be subscribed to by several load balancers and from any
 * thread; one subscriber is never called by two threads at once.
 */
@FunctionalInterface
public interface EndpointSource {
  /**
   * Starts telling {@code subscriber}. A source that knows its endpoints already tells them before
   * this method returns.
   *
   * @return ends the subscription; no call begins after {@code close()} has returned
   */
  Subscription subscribe(Subscriber subscriber);

  /**
   * These endpoints, for ever.
   *
   * @throws IllegalArgumentException if there is none, or two share an id
   */
  static EndpointSource fixed(Endpoint... endpoints) {
    return new FixedSource(EndpointLists.checked(Arrays.asList(notNull(endpoints, "endpoints"))));
  }

  /**
   * A list your code changes with {@link Mutable#update}. It may start, and become, empty.
   *
   * @throws IllegalArgumentException if two endpoints share an id
   */
  static Mutable mutable(Endpoint... endpoints) {
    return new MutableSource(
        EndpointLists.distinct(Arrays.asList(notNull(endpoints, "endpoints"))));
  }

  /** Receives what a source publishes. */
  @FunctionalInterface
  interface Subscriber {
    /** The endpoints there are now, all of them; ids are distinct. */
    void endpoints(List<Endpoint> endpoints);

    /** The source could not find out; what was published before still holds. */
    default void failed(Throwable cause) {}
  }

  /** Ends a subscription. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** A source that is set by hand. */
  interface Mutable extends EndpointSource {
    /**
     * Replaces the list. Endpoints that are gone finish the requests they have; endpoints that stay
     * keep their statistics.
     *
     * @throws IllegalArgumentException if two share an id; the list then stays as it was
     */
    void update(List<Endpoint> endpoints);

    /** The present list; unmodifiable. */
    List<Endpoint> endpoints();
  }
}
