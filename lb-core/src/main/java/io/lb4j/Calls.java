package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.PickContext;
import io.lb4j.retry.RetryPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Calls by a retry policy of their own, on the endpoints and the budget of a load balancer. Make
 * one for each call, or keep it.
 *
 * <pre>{@code
 * orders.once().call(endpoint -> httpPost(endpoint.uri(), order));       // never runs twice
 * orders.with(RetryPolicy.standard().withDeadline(Duration.ofSeconds(2))).call(endpoint -> …);
 * }</pre>
 *
 * <p><b>Thread safety:</b> immutable and safe. <b>Cost:</b> one small object.
 *
 * @param <A> what the work is done with: an endpoint, or the client of one
 */
public final class Calls<A> {
  private final Requests requests;
  private final RetryPolicy policy;
  private final Supply<A> supply;

  /** From the lease of an attempt to what the work is done with. */
  interface Supply<A> {
    <T, X extends Exception> T with(Lease lease, Work<A, T, X> work) throws X;

    /** For work that ends later; it may be used until the lease ends. */
    A of(Lease lease);

    default void requireOpen() {}
  }

  Calls(Requests requests, RetryPolicy policy, Supply<A> supply) {
    this.requests = requests;
    this.policy = notNull(policy, "policy");
    this.supply = supply;
  }

  Calls<A> with(RetryPolicy other) {
    return new Calls<>(requests, other, supply);
  }

  /** For work that must not run twice. */
  Calls<A> once() {
    return new Calls<>(requests, policy.onlyUnreachable(), supply);
  }

  /** See {@link LoadBalancer#call(Work)}; with this policy. */
  public <T, X extends Exception> T call(Work<A, T, X> work) throws X {
    return call(PickContext.none(), work);
  }

  /** See {@link LoadBalancer#call(PickContext, Work)}; with this policy. */
  public <T, X extends Exception> T call(PickContext context, Work<A, T, X> work) throws X {
    notNull(work, "work");
    supply.requireOpen();
    return Failover.run(
        requests, new Attempts(requests, policy, context), lease -> supply.with(lease, work));
  }

  /** See {@link LoadBalancer#callAsync(Function)}; with this policy. */
  public <T> CompletableFuture<T> callAsync(
      Function<? super A, ? extends CompletionStage<T>> work) {
    return callAsync(PickContext.none(), work);
  }

  /** See {@link LoadBalancer#callAsync(PickContext, Function)}; with this policy. */
  public <T> CompletableFuture<T> callAsync(
      PickContext context, Function<? super A, ? extends CompletionStage<T>> work) {
    notNull(work, "work");
    supply.requireOpen();
    return AsyncFailover.start(
        requests, new Attempts(requests, policy, context), lease -> work.apply(supply.of(lease)));
  }

  @Override
  public String toString() {
    return "Calls(" + requests.service() + ")";
  }
}
