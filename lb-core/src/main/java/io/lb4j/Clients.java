package io.lb4j;

import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.retry.RetryPolicy;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One client object for each endpoint of a load balancer, which lives and dies with it.
 *
 * <pre>{@code
 * Clients<JedisPooled> redis = balancer.clients(
 *     endpoint -> new JedisPooled(endpoint.host(), endpoint.port()), JedisPooled::close);
 * String value = redis.call(jedis -> jedis.get("k"));
 * }</pre>
 *
 * <p>A client is made when its endpoint is first picked, by the thread that does so, while others
 * that need the same one wait; if that fails, it is a failure of the endpoint, and the next request
 * may try again. It is closed, once, when its endpoint is gone or this object is closed, and its
 * last request has ended.
 *
 * <p><b>Thread safety:</b> safe; clients are shared by the threads that call, so they must be safe
 * too. <b>Cost:</b> one look-up in a concurrent map above {@link LoadBalancer#call}.
 *
 * @param <C> the client's type
 */
public final class Clients<C> implements AutoCloseable {
  private final Requests requests;
  private final Cluster cluster;
  private final Function<? super Endpoint, ? extends C> open;
  private final Consumer<? super C> close;
  private final ConcurrentHashMap<Node, Held<C>> held = new ConcurrentHashMap<>();
  private final Announcements.RemovalHook removalHook = this::removed;
  private final Calls<C> calls;
  private volatile boolean closed;

  Clients(
      Requests requests,
      Cluster cluster,
      Function<? super Endpoint, ? extends C> open,
      Consumer<? super C> close) {
    this.requests = requests;
    this.cluster = cluster;
    this.open = open;
    this.close = close;
    this.calls = new Calls<>(requests, requests.retry(), new Supply());
    cluster.announcements().onRemoval(removalHook);
  }

  /**
   * Runs {@code work} with the client of an endpoint, and with another's when that fails; see
   * {@link LoadBalancer#call(Work)}.
   *
   * @throws X what the work threw, if it is not worth another attempt
   * @throws NoAvailableEndpointException if no endpoint is left or the attempts are used up
   * @throws IllegalStateException if this object is closed
   */
  public <T, X extends Exception> T call(Work<C, T, X> work) throws X {
    return call(PickContext.none(), work);
  }

  /**
   * The same as {@link #call(Work)}, for a request of which something is known, such as its key.
   */
  public <T, X extends Exception> T call(PickContext context, Work<C, T, X> work) throws X {
    return calls.call(context, work);
  }

  /** Calls for work that must not run twice; see {@link LoadBalancer#once()}. */
  public Calls<C> once() {
    return calls.once();
  }

  /** Calls by another retry policy; see {@link LoadBalancer#with}. */
  public Calls<C> with(RetryPolicy policy) {
    return calls.with(policy);
  }

  /**
   * The client of the endpoint that {@code lease} is for, for those who {@link LoadBalancer#acquire
   * acquire} themselves. It stays open until the lease ends, unless this object is closed before.
   * Ask while the lease is in flight, and not again after its verdict.
   *
   * @throws IllegalStateException if this object is closed
   */
  public C of(Lease lease) {
    Held<C> client = held.get(lease.node()); // no lock and no count in the usual case
    C ready = client == null || closed ? null : client.now();
    // if taken: the lease keeps the endpoint, and the endpoint keeps the client
    return ready == null ? with(lease, opened -> opened) : ready;
  }

  private <T, X extends Exception> T with(Lease lease, Work<C, T, X> work) throws X {
    Held<C> client = take(lease);
    try {
      return work.apply(value(client, lease));
    } finally {
      client.release();
    }
  }

  private C value(Held<C> client, Lease lease) {
    C ready = client.now();
    if (ready != null) {
      return ready;
    }
    try {
      return client.value(() -> open.apply(lease.endpoint()));
    } finally {
      if (client.hasFailed() && held.remove(lease.node(), client)) {
        client.release(); // the next one may try again
      }
    }
  }

  private final class Supply implements Calls.Supply<C> {
    @Override
    public <T, X extends Exception> T with(Lease lease, Work<C, T, X> work) throws X {
      return Clients.this.with(lease, work);
    }

    @Override
    public C of(Lease lease) {
      return Clients.this.of(lease);
    }

    @Override
    public void requireOpen() {
      if (closed) {
        throw new ClientsClosedException(requests.service());
      }
    }
  }

  /**
   * The lease keeps the node from being removed, so its client cannot be let go before we hold it.
   * Users' code does not run inside the map: one endpoint that hangs would block the calls to
   * others.
   */
  private Held<C> take(Lease lease) {
    Node node = lease.node();
    while (true) {
      Held<C> client = held.get(node);
      if (client == null) {
        client = held.computeIfAbsent(node, absent -> new Held<>(close)); // opened later
      }
      // close() may have passed before this one was in the map, and so may the removal of the
      // endpoint if the lease has ended: the attempt has lost against a hedge
      if (closed || node.state() == NodeState.REMOVED) {
        letGo(node);
        throw new ClientsClosedException(requests.service());
      }
      if (client.take()) {
        return client;
      } // else it could not be opened, and is in the map no more
    }
  }

  private void removed(Node node, boolean idle) {
    Held<C> client = idle ? null : held.remove(node);
    if (client != null) {
      client.closeNow();
    }
    letGo(node);
  }

  private void letGo(Node node) {
    Held<C> client = held.remove(node);
    if (client != null) {
      client.release();
    }
  }

  /** Closes every client, each after its last request. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    cluster.announcements().forget(removalHook);
    held.keySet().forEach(this::letGo);
  }
}
