package io.lb4j.okhttp;

import io.lb4j.Attempts;
import io.lb4j.Lease;
import io.lb4j.NoAvailableEndpointException;
import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass of one call through the interceptor: attempts in turn, each on another endpoint, until
 * one is good enough or there is no reason or no endpoint for another.
 */
final class BalancedCall {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancingInterceptor.class);

  private final Interceptor.Chain chain;
  private final Request request;
  private final BalancedService service;
  private final RetryPolicy retry;
  private final Attempts attempts;
  private final List<Throwable> failures = new ArrayList<>(0);
  private @Nullable IOException refusal; // why there was no other attempt

  BalancedCall(Interceptor.Chain chain, BalancedService service, RetryPolicy retry) {
    this.chain = chain;
    this.request = chain.request();
    this.service = service;
    this.retry = retry;
    this.attempts = service.balancer().attempts(PickContext.none(), retry);
  }

  Response proceed() throws IOException {
    refuseProxy();
    Attempt attempt;
    try {
      attempt = acquire();
    } catch (NoEndpointException none) {
      return fromCache(none);
    }
    CallWatch watch = CallWatch.of(chain.call(), attempt);
    while (true) {
      Attempt next;
      try {
        Response response = send(attempt, watch);
        FailedStatus failure = new FailedStatus(response.code(), attempt.toString());
        next = isWorthAnother(attempt, response, watch) ? tryAcquire(attempt, failure) : null;
        if (next == null) {
          return response;
        }
        give(response, next);
        failures.add(failure);
      } catch (IOException e) {
        next = afterFailure(attempt, e, watch);
      }
      log.debug("{}: attempt at {} failed, next is {}", service.host(), attempt, next);
      attempt = next;
      watch.follow(next);
    }
  }

  /** An answer that needs no endpoint; else {@code none}, as soon as a connection is wanted. */
  private Response fromCache(NoEndpointException none) throws IOException {
    CallWatch.retireConnection(chain.call());
    NowhereDns nowhere = new NowhereDns(service.host(), chain.getDns());
    try {
      return direct(chain.withDns(nowhere).withRetryOnConnectionFailure(false)).proceed(request);
    } catch (IOException e) {
      if (nowhere.wasAsked()) {
        throw none;
      }
      throw e;
    }
  }

  private Attempt acquire() throws IOException {
    Lease lease = service.acquire(attempts, request.url());
    try {
      return new Attempt(chain.call(), request.url(), lease, service.sockets().of(lease));
    } catch (Throwable t) { // also a checked one that is not declared
      lease.cancel();
      if (t instanceof Error e) {
        throw e;
      }
      throw new IOException(service.host() + ": " + t.getMessage(), t);
    }
  }

  /** Null if the request must make do with what it has. */
  private @Nullable Attempt tryAcquire(Attempt failed, Throwable failure) {
    attempts.tried(failed.lease(), failure);
    try {
      return acquire();
    } catch (IOException none) {
      log.debug("{}: no other attempt after {}", service.host(), failed, none);
      refusal = none;
      return null;
    }
  }

  /** The URL stays as it is; only the address is another. */
  private Response send(Attempt attempt, CallWatch watch) throws IOException {
    String outer = watch.balancing(service.host());
    try {
      Response response = steered(attempt).proceed(request);
      attempt.judge(response);
      return response;
    } catch (IOException e) {
      throw e; // judged by afterFailure, which may repeat it on the same lease
    } catch (Throwable t) {
      attempt.judge(t);
      throw t;
    } finally {
      watch.balancing(outer);
    }
  }

  private Interceptor.Chain steered(Attempt attempt) {
    Endpoint endpoint = attempt.lease().endpoint();
    EndpointSockets sockets = attempt.sockets();
    return direct(
        chain
            .withDns(sockets.dns(endpoint, chain.getDns()))
            .withSocketFactory(
                new EndpointSocketFactory(
                    sockets, chain.getSocketFactory(), request.url().port(), endpoint.port()))
            .withRetryOnConnectionFailure(false));
  }

  private Interceptor.Chain direct(Interceptor.Chain steered) {
    return chain.getProxy() == null
        ? steered.withProxySelector(new DirectToService(service.host(), chain.getProxySelector()))
        : steered;
  }

  private boolean isWorthAnother(Attempt attempt, Response response, CallWatch watch) {
    return attempt.mayBeBettered(response)
        && Repeatable.isRepeatable(request, true)
        && watch.canMove();
  }

  /** OkHttp refuses to go on while an answer is open. Its endpoint has its verdict by this. */
  private static void give(Response response, Attempt next) {
    try {
      response.close();
    } catch (RuntimeException | Error e) {
      next.lease().cancel();
      throw e;
    }
  }

  private Attempt afterFailure(Attempt attempt, IOException thrown, CallWatch watch)
      throws IOException {
    if (thrown instanceof SocketTimeoutException) {
      watch.retireConnection(); // over HTTP/2, OkHttp would go on using it
    }
    boolean repeatable =
        retry.maxAttempts() > 1
            && Repeatable.isRepeatable(request, attempt.mayHaveBeenSeen(thrown));
    if (repeatable && attempt.deservesRepeat(thrown)) {
      attempt.sockets().retireIdle();
      return attempt.again();
    }
    attempt.judge(thrown);
    boolean worthAnother =
        repeatable && attempt.mayBeBettered(thrown) && retry.isRetryable(thrown) && watch.canMove();
    if (!worthAnother) {
      failures.stream().filter(each -> each != thrown).forEach(thrown::addSuppressed);
      throw thrown;
    }
    failures.add(thrown);
    Attempt next = tryAcquire(attempt, thrown);
    if (next == null) {
      throw exhausted(attempt.lease());
    }
    return next;
  }

  private NoEndpointException exhausted(Lease last) {
    NoAvailableEndpointException counts =
        refusal != null && refusal.getCause() instanceof NoAvailableEndpointException none
            ? none
            : last.exhausted(attempts.context(), failures);
    if (counts.getCause() != null) {
      return new NoEndpointException(counts, last.endpoint());
    }
    NoEndpointException closed = new NoEndpointException(counts); // in the middle of this call
    failures.forEach(closed::addSuppressed);
    return closed;
  }

  /** Through a proxy the address would be the proxy's choice, and balancing a lie. */
  private void refuseProxy() throws IOException {
    Proxy proxy = chain.getProxy();
    if (proxy != null && proxy.type() != Proxy.Type.DIRECT) {
      throw new IOException(
          "%s: the client has proxy %s (expected: none for a balanced host)"
              .formatted(service.host(), proxy));
    }
  }
}
