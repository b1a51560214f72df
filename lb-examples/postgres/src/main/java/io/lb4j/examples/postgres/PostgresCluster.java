package io.lb4j.examples.postgres;

import static io.lb4j.examples.postgres.PostgresNode.Role.DETACHED;
import static io.lb4j.examples.postgres.PostgresNode.Role.PRIMARY;
import static io.lb4j.examples.postgres.PostgresNode.Role.STANDBY;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL 18 cluster on this machine: one primary, hot standbys with streaming
 * replication, and the faults one wants to see survived. For tests and the demo.
 *
 * <pre>{@code
 * try (PostgresCluster cluster = PostgresCluster.start()) {
 *   write(cluster.primary().dataSource());
 *   cluster.awaitCaughtUp(Duration.ofSeconds(10));
 *   read(cluster.standby(0).dataSource());
 * }
 * }</pre>
 *
 * <p><b>What it needs:</b> Linux or macOS and the binaries of the platform, which come as a Maven
 * artifact; see {@link #isSupported()}. Runs as any user; as root the servers run as {@code
 * nobody}, by {@code setpriv} or {@code unshare} of util-linux. The servers listen on 127.0.0.1
 * only, on free ports, and trust everybody who can connect.
 *
 * <p><b>What it leaves behind:</b> no process and no file but one, the unpacked binaries (60 MB per
 * version). They stay in {@code ~/.cache/lb4j}, for root in {@code /var/cache/lb4j}, else in {@code
 * java.io.tmpdir}, or where the system property {@code lb4j.postgres.cache} says. The data is in
 * {@code java.io.tmpdir} and goes with {@link #close()}, or within seconds of the end of the JVM,
 * whatever ended it, kill -9 included.
 *
 * <p><b>Cost:</b> start 2 s on a quiet machine (once per machine 2 s more, to unpack), 100 MB of
 * disk while running. The data survives {@link #kill9} but not a crash of the machine (fsync is
 * off).
 *
 * <p><b>Thread safety:</b> safe for use by many threads; operations that change something run one
 * after the other. Every wait is bounded and is not shortened by an interrupt.
 *
 * <p><b>Errors:</b> {@link PostgresClusterException}, with the end of the server's log where a
 * server is to blame; {@link IllegalArgumentException} for a node in the wrong role.
 */
public final class PostgresCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);

  private final Installation installation;
  private final List<PostgresNode> nodes;
  private volatile PostgresNode primary;
  private boolean closed;

  private PostgresCluster(Installation installation, List<PostgresNode> nodes) {
    this.installation = installation;
    this.nodes = nodes;
    this.primary = nodes.get(0);
  }

  /**
   * True if the binaries for this platform are on the class path, so that {@link #start} can work.
   */
  public static boolean isSupported() {
    Platform platform = Platform.current();
    return platform.isUnix() && platform.archive() != null;
  }

  /** Starts a primary and two standbys; returns when all three take queries. */
  public static PostgresCluster start() {
    return start(2);
  }

  /**
   * Starts a primary and {@code standbys} standbys, from 0 to 9 (a primary serves ten followers).
   *
   * @throws PostgresClusterException if one does not come up; then nothing is left running
   */
  public static PostgresCluster start(int standbys) {
    if (standbys < 0 || standbys > 9) {
      throw new IllegalArgumentException("standbys: " + standbys + " (expected: 0 to 9)");
    }
    try {
      Installation installation = Installation.create();
      PostgresCluster cluster =
          new PostgresCluster(installation, Nodes.start(installation, standbys));
      LOG.info("started: {}", cluster.nodes);
      return cluster;
    } catch (IOException e) {
      throw new PostgresClusterException("cannot start a cluster: " + e, e);
    }
  }

  /** The node that takes writes, running or not; another one after {@link #promote}. */
  public PostgresNode primary() {
    return primary;
  }

  /** The nodes that follow the primary, running or not, in the order of their names. */
  public List<PostgresNode> standbys() {
    return nodes.stream().filter(node -> node.role() == STANDBY).toList();
  }

  /** The standby at {@code index} in {@link #standbys()}, from 0. */
  public PostgresNode standby(int index) {
    return standbys().get(index);
  }

  /** Every node, former primaries too, in the order of their names. */
  public List<PostgresNode> nodes() {
    return nodes;
  }

  /** Creates an empty database on the primary; standbys have it after {@link #awaitCaughtUp}. */
  public synchronized void createDatabase(String name) {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("name: " + name + " (expected: [a-z_][a-z0-9_]*)");
    }
    primary.ask("create database " + name);
  }

  /**
   * Waits until every running standby shows everything the primary had acknowledged when this was
   * called. Standbys that are down or frozen are not waited for.
   *
   * @throws PostgresClusterException if one is still behind after {@code limit}, its replay paused
   *     for example
   */
  public void awaitCaughtUp(Duration limit) {
    Lsn target = Replication.written(primary);
    long start = System.nanoTime();
    for (PostgresNode standby : standbys()) {
      Duration left = limit.minusNanos(System.nanoTime() - start);
      if (standby.isRunning() && !Replication.awaitReplayed(standby, target, left)) {
        long behind = target.aheadOf(Replication.replayed(standby));
        throw new PostgresClusterException(
            standby + " is " + behind + " bytes behind after " + limit.toMillis() + " ms");
      }
    }
  }

  /**
   * Bytes of log the primary has written and {@code standby} not replayed; 0: it shows everything.
   */
  public long lagBytes(PostgresNode standby) {
    requireStandby(standby);
    Lsn replayed = Replication.replayed(standby);
    return Replication.written(primary).aheadOf(replayed);
  }

  /** Stops {@code standby} from showing new changes; it still receives them and takes queries. */
  public synchronized void pauseReplay(PostgresNode standby) {
    requireStandby(standby);
    Replication.pause(standby);
    LOG.info("paused replay: {}", standby);
  }

  /** Ends {@link #pauseReplay}; {@link #awaitCaughtUp} tells when the rest has been replayed. */
  public synchronized void resumeReplay(PostgresNode standby) {
    requireStandby(standby);
    Replication.resume(standby);
    LOG.info("resumed replay: {}", standby);
  }

  /**
   * Kills all processes of {@code node} by SIGKILL, as a crash would; returns when they are gone.
   */
  public synchronized void kill9(PostgresNode node) {
    requireRunning(node, node.isRunning() || node.isFrozen());
    node.process().kill9();
    LOG.info("killed: {}", node);
  }

  /**
   * Shuts {@code node} down in good order: its clients are disconnected, its standbys get the rest
   * of the log. After 10 s, with a frozen standby for example, it is killed. Nothing if it is down.
   */
  public synchronized void stop(PostgresNode node) {
    requireMember(node);
    node.stop(Signal.INT, Limits.STOP);
    LOG.info("stopped: {}", node);
  }

  /**
   * Starts {@code node} as what it was, after {@link #stop}ping it if it runs; returns when it
   * takes queries. A standby may show less than it did before until it has caught up. A former
   * primary comes back as a second primary that nobody follows; {@link #rejoin} is what makes it a
   * standby.
   */
  public synchronized void restart(PostgresNode node) {
    requireMember(node);
    node.stop(Signal.INT, Limits.STOP);
    node.launch();
    node.awaitReady();
    LOG.info("restarted: {}", node);
  }

  /**
   * Stops all processes of {@code node} from running (SIGSTOP), as a hung machine would:
   * connections stay open, new ones are accepted by the kernel, nobody answers.
   */
  public synchronized void freeze(PostgresNode node) {
    requireRunning(node, node.isRunning());
    node.process().freeze();
    LOG.info("frozen: {}", node);
  }

  /** Ends {@link #freeze}; what was asked meanwhile is answered now. */
  public synchronized void thaw(PostgresNode node) {
    requireRunning(node, node.isFrozen());
    node.process().thaw();
    LOG.info("thawed: {}", node);
  }

  /**
   * Makes {@code standby} the primary, and lets the other standbys follow it, without restarting
   * them; one that had received more than {@code standby} gets a fresh copy instead. Returns when
   * it takes writes. The old primary is not touched: if it runs, there are now two.
   */
  public synchronized void promote(PostgresNode standby) {
    requireStandby(standby);
    requireRunning(standby, standby.isRunning());
    List<PostgresNode> others = standbys().stream().filter(node -> node != standby).toList();
    List<PostgresNode> ahead = Replication.ahead(others, Replication.received(standby));
    Replication.promote(standby);
    primary.role(DETACHED);
    standby.role(PRIMARY);
    primary = standby;
    standby.follow(null);
    others.forEach(node -> node.follow(standby));
    LOG.info("promoted: {}; following: {}", standby, others);
    ahead.forEach(this::rejoin);
  }

  /**
   * Makes {@code node}, a former primary or a standby that cannot catch up, a standby of the
   * primary with a fresh copy of its files; what only {@code node} had is lost. Stops it first if
   * it runs; returns when it takes queries.
   */
  public synchronized void rejoin(PostgresNode node) {
    requireMember(node);
    if (node == primary) {
      throw new IllegalArgumentException(node + " (expected: another node than the primary)");
    }
    node.stop(Signal.QUIT, Limits.DEATH);
    try {
      FileTree.delete(node.data().path());
    } catch (IOException e) {
      throw node.failed("rejoin", e);
    }
    HotCopy.take(primary, node.data());
    node.follow(primary);
    node.role(STANDBY);
    node.launch();
    node.awaitReady();
    LOG.info("rejoined: {}", node);
  }

  /** Stops all nodes and deletes their data; 0.1 s. Calling it again does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      nodes.forEach(node -> node.signal(Signal.QUIT)); // all first, then wait
      nodes.forEach(node -> node.stop(Signal.QUIT, Limits.DEATH));
    } finally {
      installation.close();
    }
    LOG.info("closed: {}", nodes);
  }

  Installation installation() {
    return installation;
  }

  private void requireMember(PostgresNode node) {
    if (closed) {
      throw new IllegalStateException("the cluster is closed");
    }
    if (!nodes.contains(Objects.requireNonNull(node, "node"))) {
      throw new IllegalArgumentException(node + " (expected: a node of this cluster)");
    }
  }

  private void requireRunning(PostgresNode node, boolean asRequired) {
    requireMember(node);
    if (!asRequired) {
      throw new IllegalArgumentException(node + " (expected: another state)");
    }
  }

  private void requireStandby(PostgresNode node) {
    if (node.role() != STANDBY) {
      throw new IllegalArgumentException(node + " (expected: a standby)");
    }
  }
}
