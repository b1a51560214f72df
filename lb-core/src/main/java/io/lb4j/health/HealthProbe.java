package io.lb4j.health;

import io.lb4j.endpoint.Endpoint;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Asks an endpoint whether it is well, without a request of a user's.
 *
 * <pre>{@code
 * .probe(HealthProbe.tcp(), Duration.ofSeconds(5))
 *
 * HealthProbe mine = (endpoint, timeout) -> client.get(endpoint.uri().resolve("/ready"), timeout)
 *     .thenApply(status -> status == 200 ? ProbeVerdict.passed()
 *         : status == 503 ? ProbeVerdict.draining("not ready") : ProbeVerdict.failed("status " + status));
 * }</pre>
 *
 * <p>A check must not block the thread that calls it; one that does belongs into {@link #blocking}.
 * A stage that ends in an exception is a failed check, and its message is shown to nobody. After
 * the timeout the stage is cancelled and its result ignored; what can end the work behind it should
 * do so then. A load balancer waits for no more than one check of an endpoint at a time. But after
 * a timeout the next one begins when it is due, whether or not the work behind the cancelled stage
 * has ended: a stage that ignores {@code cancel} may have several at work.
 *
 * <p><b>Thread safety:</b> must be safe for use by many threads; one probe may serve several load
 * balancers.
 */
@FunctionalInterface
public interface HealthProbe {
  /**
   * Begins one check.
   *
   * @param timeout after which nobody waits for the answer
   */
  CompletionStage<ProbeVerdict> check(Endpoint endpoint, Duration timeout);

  /**
   * Passes if the endpoint accepts a TCP connection, which is closed again at once.
   *
   * <p><b>Use it</b> to find endpoints that are gone or unreachable. It says nothing of whether the
   * endpoint can do its work: a process that hangs may still accept connections.
   *
   * <p>No thread waits for a connection: it uses the JDK's asynchronous channels, whose few daemon
   * threads serve the whole process. Names are looked up anew for each check, as the JDK caches
   * them, on the common pool.
   *
   * <p>The endpoint needs a URI with a port, or of a scheme with a well-known one.
   */
  static HealthProbe tcp() {
    return TcpProbe.PROBE;
  }

  /**
   * A check that blocks, for example {@code connection.isValid(1)}.
   *
   * <p>There is at most one task for each endpoint (id and URI), even if several load balancers use
   * this probe. Who asks while it runs shares its result; who cancels takes it from nobody else.
   * The thread is interrupted when the timeout of the check that began the task has passed, or when
   * nobody waits for it any more. Who still waits then gets a check of its own once the thread has
   * come back; if it does not, "no answer" within the time each has.
   *
   * @param executor runs the checks; as many threads as checks may wait at a time
   */
  static HealthProbe blocking(BlockingCheck check, Executor executor) {
    return new BlockingProbe(check, executor);
  }

  /** A check on a thread of its own; see {@link #blocking}. */
  @FunctionalInterface
  interface BlockingCheck {
    /**
     * Checks, and returns what it found.
     *
     * @throws Exception for a failed check, as in {@link Callable#call}
     */
    ProbeVerdict check(Endpoint endpoint, Duration timeout) throws Exception;
  }
}
