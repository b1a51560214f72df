package io.lb4j.health;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Connects and closes. Keeps nothing: the channel is closed when the result is there, whatever it
 * is.
 */
final class TcpProbe implements HealthProbe {
  static final TcpProbe PROBE = new TcpProbe();

  private TcpProbe() {}

  @Override
  public CompletionStage<ProbeVerdict> check(Endpoint endpoint, Duration timeout) {
    if (!endpoint.hasUri()) {
      return CompletableFuture.completedFuture(ProbeVerdict.failed("it has no address"));
    }
    String host = endpoint.host();
    int port = endpoint.port();
    CompletableFuture<ProbeVerdict> result = new CompletableFuture<>();
    if (isAddress(host)) {
      connect(new InetSocketAddress(host, port), result);
    } else {
      CompletableFuture.runAsync(() -> connect(new InetSocketAddress(host, port), result));
    }
    return result;
  }

  /** Then making an InetSocketAddress looks nothing up, and does not block. */
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static void connect(InetSocketAddress address, CompletableFuture<ProbeVerdict> result) {
    if (result.isDone()) {
      return; // the name took too long
    }
    if (address.isUnresolved()) {
      result.complete(ProbeVerdict.failed("unknown host " + address.getHostString()));
      return;
    }
    try {
      AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
      result.whenComplete((verdict, thrown) -> close(channel)); // also when it is cancelled
      channel.connect(address, result, Connected.HANDLER);
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private static void close(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into the stage nobody reads; the socket is gone anyway
    }
  }

  private enum Connected implements CompletionHandler<Void, CompletableFuture<ProbeVerdict>> {
    HANDLER;

    @Override
    public void completed(Void nothing, CompletableFuture<ProbeVerdict> result) {
      result.complete(ProbeVerdict.passed());
    }

    @Override
    public void failed(Throwable thrown, CompletableFuture<ProbeVerdict> result) {
      result.completeExceptionally(thrown);
    }
  }
}
