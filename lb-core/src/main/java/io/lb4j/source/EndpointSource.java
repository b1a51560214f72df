package io.lb4j.source;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

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
   * @return ends the subscription; from any thread, within a call too. {@code close()} waits for
   *     nobody: a call that another thread has begun by then may still go on, and even reach the
   *     subscriber a moment after {@code close()} has returned; no other follows it
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

  /**
   * All addresses of a DNS name, A and AAAA, looked up again every 30 s. More in {@link DnsSource}.
   *
   * @param port of every endpoint
   * @throws IllegalArgumentException if {@code host} is no DNS name, or {@code port} no port
   */
  static DnsSource dns(String host, int port) {
    return DnsSource.of(host, port);
  }

  /**
   * The targets of a DNS SRV name, looked up again every 30 s. More in {@link SrvSource}.
   *
   * @param name for example {@code _http._tcp.orders.internal}
   * @throws IllegalArgumentException if it is no DNS name
   */
  static SrvSource srv(String name) {
    return SrvSource.of(name);
  }

  /**
   * A text file with one endpoint per line, read again every second. More in {@link FileSource}.
   */
  static FileSource file(Path path) {
    return FileSource.of(path);
  }

  /** Asks a registry of yours at an interval; see {@link #polling(Callable, Polling)}. */
  static EndpointSource polling(Callable<? extends List<Endpoint>> fetch, Duration every) {
    return polling(fetch, Polling.every(every));
  }

  /**
   * Asks a registry of yours again and again, on a daemon thread, while anybody is subscribed; all
   * subscribers share it. {@code fetch} is called by one thread at a time and may block, but must
   * come back: give its client a timeout. When the last subscriber goes, it is interrupted.
   *
   * <p>If it throws, or finds nothing, the last good list stays in force, subscribers hear {@code
   * failed} (about the same failure twice a minute at most), and it is asked again after 1 s, 2 s,
   * 4 s … up to the interval. A list that has not changed is not published again.
   *
   * <p>The first subscriber waits for the first answer, good or bad, up to {@link
   * Polling#withFirstWait}.
   */
  static EndpointSource polling(Callable<? extends List<Endpoint>> fetch, Polling polling) {
    notNull(fetch, "fetch");
    return new Poller("source", () -> trouble -> fetch.call(), notNull(polling, "polling"));
  }

  /**
   * All endpoints of several sources. Where two have the same id, the earlier source's is used. A
   * source that fails, or does not know yet, takes nothing from the others, and its last list stays
   * in force. Sources are subscribed to one after the other, so their first waits add up.
   *
   * @throws IllegalArgumentException if there is none
   */
  static EndpointSource merge(EndpointSource... sources) {
    List<EndpointSource> all = new ArrayList<>();
    for (EndpointSource source : notNull(sources, "sources")) {
      all.add(notNull(source, "source"));
    }
    check(!all.isEmpty(), "sources", "none", "at least one");
    return new MergedSource(List.copyOf(all));
  }

  /**
   * Only the endpoints {@code wanted} lets pass. If none does, the list is empty; {@link #guarded}
   * after it keeps that from happening by accident. If {@code wanted} throws, subscribers hear
   * {@code failed} and the last good list stays in force.
   */
  default EndpointSource filter(Predicate<? super Endpoint> wanted) {
    notNull(wanted, "wanted");
    return new DerivedSource("filter", this, all -> all.stream().filter(wanted).toList());
  }

  /**
   * Each endpoint changed: another weight, zone or tag. If {@code change} throws, or two endpoints
   * end with the same id, subscribers hear {@code failed} and the last good list stays in force.
   */
  default EndpointSource map(UnaryOperator<Endpoint> change) {
    notNull(change, "change");
    return new DerivedSource("map", this, all -> all.stream().map(change).toList());
  }

  /** {@link #guarded(double, Duration)} with a minute to confirm. */
  default EndpointSource guarded(double maxRemovedShare) {
    return guarded(maxRemovedShare, Duration.ofMinutes(1));
  }

  /**
   * Does not believe at once that a large part of the fleet is gone: registries lose endpoints more
   * often than fleets do. If one update lacks more than the share, the missing endpoints stay, and
   * subscribers hear {@code failed}; what is new or changed in the update counts at once. Endpoints
   * that stay missing for {@code confirm} are believed to be gone. Time, not the number of answers,
   * confirms, because sources that push say a thing once. A failure of the source meanwhile starts
   * the time again: a registry in trouble confirms nothing.
   *
   * <p>One endpoint may always go at once, except the last one. A list that shrinks step by step,
   * each step within the share, is not held up. Endpoints that stay though they are dead cost a
   * failed attempt each until health ejects them.
   *
   * @param maxRemovedShare of the endpoints known; 0.5 is a good start
   * @param confirm how long
   * @throws IllegalArgumentException if the share is not from 0 to 1, or the time not positive
   */
  default EndpointSource guarded(double maxRemovedShare, Duration confirm) {
    boolean valid = maxRemovedShare >= 0 && maxRemovedShare <= 1;
    check(valid, "maxRemovedShare", maxRemovedShare, "0 to 1");
    return new GuardedSource(this, maxRemovedShare, Polling.checked(confirm, "confirm"), null);
  }

  /**
   * Fewer updates: the first list is passed on at once, then one list at most in each {@code quiet}
   * period, the newest. So a burst costs two rebuilds, and no change waits longer than one period.
   * For registries that tell each of a thousand joining endpoints separately.
   *
   * @throws IllegalArgumentException if {@code quiet} is not positive
   */
  default EndpointSource coalesced(Duration quiet) {
    return new CoalescedSource(this, Polling.checked(quiet, "quiet"), null);
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

    /**
     * Adds one endpoint, or puts it in the place of the one with its id. Atomic: concurrent changes
     * do not undo each other.
     */
    void add(Endpoint endpoint);

    /**
     * Takes one endpoint out. Atomic.
     *
     * @return false if there was none with this id
     */
    boolean remove(String id);

    /** The present list; unmodifiable. */
    List<Endpoint> endpoints();
  }
}
