package io.lb4j.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/*
 * Listens to one call: tells the running attempt what happens, and knows the connection the call
 * holds. A call holds its connection from one attempt to the next, and also when an interceptor
 * outside ours goes through us twice; that is why there is one of these for a call, kept in its
 * tags, and not one for an attempt.
 */
final class CallWatch extends EventListener {
  private volatile Attempt attempt;
  private boolean holding; // this and the next belong to the thread that runs the call
  private @Nullable EndpointSocket held;
  private @Nullable String balancing; // the host, while an attempt runs below the interceptor

  private CallWatch(Attempt first) {
    this.attempt = first;
  }

  /** The call's own, from now on listening for {@code attempt}. */
  static CallWatch of(Call call, Attempt attempt) {
    CallWatch present = call.tag(CallWatch.class);
    if (present != null) {
      present.follow(attempt);
      return present;
    }
    CallWatch watch = new CallWatch(attempt);
    call.tag(CallWatch.class, () -> watch);
    call.addEventListener(watch);
    return watch;
  }

  /** True below an interceptor that balances {@code host} for this call already. */
  static boolean isBalancing(Call call, String host) {
    CallWatch present = call.tag(CallWatch.class);
    return present != null && host.equals(present.balancing);
  }

  /** From now on {@code host} is balanced, or none if null; returns what was before. */
  @Nullable String balancing(@Nullable String host) {
    String before = balancing;
    balancing = host;
    return before;
  }

  /**
   * False if the call holds a connection that cannot be taken from it, because the socket below it
   * is not to be found.
   */
  boolean canMove() {
    return !holding || held != null;
  }

  /** What happens from now on belongs to {@code next}. */
  void follow(Attempt next) {
    EndpointSocket socket = held;
    if (socket != null && socket.owner() != next.sockets()) {
      socket.retire();
    }
    attempt = next;
  }

  /** The same for a call that may have none of these yet. */
  static void retireConnection(Call call) {
    CallWatch present = call.tag(CallWatch.class);
    if (present != null) {
      present.retireConnection();
    }
  }

  /** Nothing else shall be sent on the connection the call holds. */
  void retireConnection() {
    if (held != null) {
      held.retire();
    }
  }

  @Override
  public void proxySelectStart(Call call, HttpUrl url) { // what comes first of a new connection
    attempt.goesTo(url);
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    EndpointSocket socket = EndpointSockets.below(connection);
    held = socket;
    holding = true;
    boolean usedBefore = socket != null && socket.acquired();
    attempt.goesTo(connection.route().address().url());
    attempt.connected(socket, usedBefore);
  }

  @Override
  public void connectionReleased(Call call, Connection connection) {
    if (held != null) {
      held.released();
    }
    held = null;
    holding = false;
  }

  @Override
  public void dnsStart(Call call, String name) {
    lookingUp(true);
  }

  @Override
  public void dnsEnd(Call call, String name, List<InetAddress> addresses) {
    lookingUp(false);
  }

  private void lookingUp(boolean now) {
    attempt.lookingUp(now);
  }

  @Override
  public void connectFailed(
      Call call,
      InetSocketAddress address,
      Proxy proxy,
      @Nullable Protocol protocol,
      IOException cause) {
    attempt.networkFailed();
  }

  @Override
  public void requestHeadersStart(Call call) {
    attempt.sendingBegan();
  }

  @Override
  public void requestHeadersEnd(Call call, Request request) {
    attempt.goesTo(request.url()); // the call may have held its connection already
    attempt.headersSent();
  }

  @Override
  public void requestFailed(Call call, IOException cause) {
    attempt.networkFailed();
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    attempt.answered(response.code());
  }

  @Override
  public void followUpDecision(Call call, Response response, @Nullable Request next) {
    if (next != null) {
      attempt.followedUp(response.code(), next);
    }
  }

  @Override
  public void responseBodyEnd(Call call, long bytes) {
    attempt.bodyEnded();
  }

  @Override
  public void responseFailed(Call call, IOException cause) {
    attempt.bodyFailed(cause);
  }

  @Override
  public void callEnd(Call call) {
    attempt.callEnded();
  }

  @Override
  public void callFailed(Call call, IOException cause) {
    attempt.callFailed(cause);
  }

  @Override
  public void canceled(Call call) {
    attempt.canceled();
  }
}
