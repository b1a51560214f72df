package io.lb4j.examples.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A real HTTP server on 127.0.0.1 with threads of its own, which takes a while for each answer and
 * can be slowed down, killed and brought back.
 */
final class OrdersServer implements AutoCloseable {
  private static final int THREADS = 32;

  static {
    // Without it the JDK's server sends headers and body 40 ms apart now and then (delayed ACK).
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final String name;
  private final long meanNanos;
  private final SplittableRandom dice;
  private final ExecutorService threads;

  /** Whoever has half of an answer cannot be helped by anybody: it is cut before, or not at all. */
  private final ReadWriteLock writing = new ReentrantReadWriteLock();

  private HttpServer server;
  private boolean up;
  private final AtomicInteger active = new AtomicInteger();
  private volatile int slowness = 1;

  private OrdersServer(String name, long meanNanos, long seed, HttpServer server) {
    this.name = name;
    this.meanNanos = meanNanos;
    this.dice = new SplittableRandom(seed);
    this.threads = Executors.newFixedThreadPool(THREADS, daemons(name));
    this.server = server;
    open();
  }

  /**
   * Starts one on a free port.
   *
   * @param meanMillis how long it takes for an answer, ± 30 %
   */
  static OrdersServer start(String name, int meanMillis, long seed) throws IOException {
    return new OrdersServer(name, TimeUnit.MILLISECONDS.toNanos(meanMillis), seed, bind(0));
  }

  private static HttpServer bind(int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
  }

  private void open() {
    server.createContext("/orders", this::answer);
    server.setExecutor(threads);
    server.start();
    up = true;
  }

  String name() {
    return name;
  }

  synchronized int port() {
    return server.getAddress().getPort();
  }

  /** How many times slower than usual it is. */
  int slowness() {
    return slowness;
  }

  void slowDown(int times) {
    slowness = times;
  }

  synchronized boolean isUp() {
    return up;
  }

  /** Requests it is working on, as the server itself sees it. */
  int active() {
    return active.get();
  }

  /** Closes the port and cuts all connections, whatever is under way. */
  synchronized void kill() {
    if (up) {
      up = false;
      writing.writeLock().lock();
      try {
        server.stop(0);
      } finally {
        writing.writeLock().unlock();
      }
    }
  }

  /** Brings it back on the same port. */
  synchronized void revive() throws IOException {
    if (!up) {
      server = bind(server.getAddress().getPort());
      open();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    active.incrementAndGet();
    try (exchange) {
      Pause.nanos(workNanos());
      byte[] body = ("order from " + name + "\n").getBytes(StandardCharsets.UTF_8);
      writing.readLock().lock();
      try {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } finally {
        writing.readLock().unlock();
      }
    } finally {
      active.decrementAndGet();
    }
  }

  private long workNanos() {
    double jitter;
    synchronized (dice) {
      jitter = 0.7 + 0.6 * dice.nextDouble();
    }
    return (long) (meanNanos * slowness * jitter);
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "demo-" + name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    kill();
    threads.shutdownNow();
  }
}
