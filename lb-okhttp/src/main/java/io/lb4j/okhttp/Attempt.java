package io.lb4j.okhttp;

import io.lb4j.Lease;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/*
 * One request to one endpoint: the facts, as CallWatch reports them, and the verdict from them.
 *
 * Exceptions alone do not say whose fault they are: a cache on a full disk, an interceptor without a
 * token and the caller's own request body throw IOException as a broken endpoint does. So a failure
 * counts for the endpoint only if an event says that the network failed.
 *
 * An answer's verdict waits until the exchange is over. The two flags below decide together: who
 * sets the second one carries the verdict out (both are volatile, so at least one sees both).
 */
final class Attempt {
  private final Call call;
  private final HttpUrl url;
  private final Lease lease;
  private final EndpointSockets sockets;
  private final boolean repeat;

  private @Nullable EndpointSocket socket;
  private boolean reused;
  private boolean sendingBegan;
  private boolean sent;
  private int status; // of the endpoint's own answer; 0 before
  private boolean elsewhere;
  private boolean sentAgain;
  private boolean lookingUp;
  private volatile boolean networkFailed; // connecting may be done by another thread
  private volatile boolean bodyEnded;
  private volatile @Nullable Verdict verdict;
  private boolean upgraded;

  Attempt(Call call, HttpUrl url, Lease lease, EndpointSockets sockets) {
    this(call, url, lease, sockets, false);
  }

  private Attempt(Call call, HttpUrl url, Lease lease, EndpointSockets sockets, boolean repeat) {
    this.call = call;
    this.url = url;
    this.lease = lease;
    this.sockets = sockets;
    this.repeat = repeat;
  }

  Lease lease() {
    return lease;
  }

  EndpointSockets sockets() {
    return sockets;
  }

  /** The same again, on the same lease: the connection was dead before the request came to it. */
  Attempt again() {
    return new Attempt(call, url, lease, sockets, true);
  }

  // ---- facts

  /**
   * Where the request really goes: an interceptor below ours may have turned it elsewhere, and so
   * may a redirect.
   */
  void goesTo(HttpUrl target) {
    elsewhere =
        !target.host().equals(url.host())
            || target.port() != url.port()
            || target.isHttps() != url.isHttps();
  }

  void lookingUp(boolean now) {
    lookingUp = now;
  }

  void networkFailed() {
    networkFailed = true;
  }

  void connected(@Nullable EndpointSocket on, boolean usedBefore) {
    socket = on;
    reused = usedBefore;
  }

  void sendingBegan() {
    sendingBegan = true;
    bodyEnded = false;
  }

  void headersSent() {
    sent = true;
  }

  void answered(int code) {
    if (!elsewhere) {
      status = code;
      networkFailed =
          false; // an early answer may come although the request could not be sent whole
      lease.answered();
    }
  }

  /** OkHttp itself sends another request: a redirect, credentials, or the same once more. */
  void followedUp(int code, Request next) {
    sentAgain |= code == 503 && !elsewhere;
    goesTo(next.url());
  }

  void bodyEnded() {
    bodyEnded = true;
    Verdict waiting = verdict;
    if (waiting != null && !upgraded) {
      waiting.on(lease);
    }
  }

  void bodyFailed(IOException cause) {
    networkFailed = true;
    end(Verdict.failure(cause));
  }

  void callEnded() {
    Verdict waiting = verdict;
    if (waiting != null) {
      waiting.on(lease);
    }
  }

  void callFailed(IOException cause) {
    end(Verdict.failure(cause));
  }

  void canceled() {
    end(Verdict.IGNORED);
  }

  /** Ends what waits for its end; while the attempt still runs, its verdict comes from there. */
  private void end(Verdict latest) {
    if (verdict != null) {
      (call.isCanceled() ? Verdict.IGNORED : latest).on(lease);
    }
  }

  // ---- judgement

  /** An endpoint's answer has come, or one that needed no endpoint. */
  void judge(Response response) {
    if (status == 0) {
      lease.cancel(); // the cache or an interceptor answered
      return;
    }
    upgraded = response.code() == 101;
    if (upgraded) {
      lease.lasting(); // a web socket may be open for days, and is no leak
    }
    Verdict latest = ofStatus();
    verdict = latest;
    if (call.isCanceled()) {
      lease.cancel();
    } else if (bodyEnded && !upgraded) {
      latest.on(lease);
    }
  }

  private Verdict ofStatus() {
    return Verdict.isFailure(status) || sentAgain
        ? Verdict.failure(new FailedStatus(sentAgain ? 503 : status, lease.endpoint().id()))
        : Verdict.SUCCESS;
  }

  boolean mayBeBettered(Response response) {
    return status != 0 && !elsewhere && !call.isCanceled() && Verdict.isRetryable(response.code());
  }

  /** No answer has come. */
  void judge(Throwable thrown) {
    (thrown instanceof IOException e ? of(e) : Verdict.IGNORED).on(lease);
  }

  private Verdict of(IOException thrown) {
    if (isGivenUp(thrown) || lostInThePool(thrown)) {
      return Verdict.IGNORED;
    }
    if (isOfTheEndpoint()) {
      return Verdict.failure(thrown);
    }
    return status == 0 ? Verdict.IGNORED : Verdict.SUCCESS;
  }

  /** True if another endpoint may do better. */
  boolean mayBeBettered(IOException thrown) {
    return !isGivenUp(thrown) && (isOfTheEndpoint() || lostInThePool(thrown));
  }

  /** True if the same endpoint, on a new connection, should be asked once more. */
  boolean deservesRepeat(IOException thrown) {
    return !repeat && !isGivenUp(thrown) && lostInThePool(thrown);
  }

  /** True unless it is certain that the endpoint has not seen the request. */
  boolean mayHaveBeenSeen(IOException thrown) {
    return sent || (sendingBegan && isTimeout(thrown));
  }

  private boolean isOfTheEndpoint() {
    return !elsewhere && (networkFailed || lookingUp);
  }

  /** By the caller: cancelled, out of time, or its thread interrupted. */
  private boolean isGivenUp(IOException thrown) {
    return call.isCanceled()
        || Thread.currentThread().isInterrupted()
        || (thrown instanceof InterruptedIOException && !isTimeout(thrown));
  }

  private static boolean isTimeout(IOException thrown) {
    return thrown instanceof SocketTimeoutException;
  }

  /**
   * A connection that had waited in the pool turned out dead, or was shut down before the request
   * got on it. Says nothing of the endpoint. A stream that is reset on a living HTTP/2 connection,
   * and a time-out, are the endpoint's doing.
   */
  private boolean lostInThePool(IOException thrown) {
    EndpointSocket on = socket;
    return reused
        && on != null
        && status == 0
        && !elsewhere
        && networkFailed
        && !isTimeout(thrown)
        && (on.isDead() || !sent);
  }

  @Override
  public String toString() {
    return lease.endpoint().id();
  }
}
