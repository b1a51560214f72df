package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.PickContext;
import io.lb4j.load.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Attempts in turn, each on an endpoint that was not tried before. */
final class Failover {
  private Failover() {}

  static <T, X extends Exception> T run(
      Requests requests, PickContext context, Work<Lease, T, X> work) throws X {
    PickContext attempt = notNull(context, "context");
    List<Throwable> failures = new ArrayList<>(0);
    while (true) {
      Lease lease = requests.acquire(attempt, failures);
      try {
        T result = work.apply(lease);
        lease.success();
        return result;
      } catch (Throwable thrown) {
        lease.end(Outcome.of(thrown), thrown);
        if (!Attempts.mayMoveOn(requests, thrown)) {
          throw Failover.<X>asDeclared(thrown);
        }
        failures.add(thrown);
      }
      attempt = lease.next(attempt);
      if (Attempts.areUsedUp(requests, failures)) {
        throw requests.exhausted(attempt, failures);
      }
    }
  }

  /** The work can throw nothing but X and unchecked exceptions, whatever the compiler may think. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X asDeclared(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
