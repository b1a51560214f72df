package io.lb4j.examples.demo;

import io.lb4j.examples.postgres.PostgresCluster;
import io.lb4j.examples.postgres.PostgresClusterException;
import io.lb4j.time.Ticker;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Everything that runs: servers, load balancers, and the threads that keep them busy. */
final class Stage implements AutoCloseable {
  private static final int HTTP_THREADS = 8;
  private static final Duration HTTP_PAUSE = Duration.ofMillis(1);
  private static final int READ_THREADS = 4;
  private static final Duration READ_PAUSE = Duration.ofMillis(8);
  private static final int WRITE_THREADS = 2;
  private static final Duration WRITE_PAUSE = Duration.ofMillis(15);

  private final Ticker ticker = Ticker.system();
  private final long start = ticker.nanos();
  private final Duration ejection;
  private final boolean sqlWanted;
  private final Tally tally = new Tally(ticker);
  private final EventLog events = new EventLog(ticker);
  private final List<Workers> workers = new CopyOnWriteArrayList<>();
  private final HttpSide http;
  private volatile @Nullable SqlSide sql;
  private volatile @Nullable String sqlProblem;
  private boolean closed;

  /** Starts the HTTP half and its traffic. */
  Stage(Options options) throws IOException {
    // where 5 s, doubling, are standard: an act is too short for those
    ejection = Duration.ofMillis((long) (1_000 * options.pace()));
    sqlWanted = options.sql();
    http = new HttpSide(ejection, tally.and(events));
    workers.add(Workers.start("http", HTTP_THREADS, HTTP_PAUSE, () -> tally.request(http::call)));
  }

  /** True if the SQL half is asked for and there is a PostgreSQL for this platform. */
  boolean hasSql() {
    return sqlWanted && sqlProblem == null && PostgresCluster.isSupported();
  }

  /** Starts the SQL half and its traffic, if there is one. */
  void startSql() throws SQLException {
    if (!hasSql()) {
      return;
    }
    try {
      SqlSide started = SqlSide.start(ejection, tally, events);
      sql = started;
      workers.add(Workers.start("read", READ_THREADS, READ_PAUSE, () -> tally.read(started::read)));
      workers.add(
          Workers.start("write", WRITE_THREADS, WRITE_PAUSE, () -> tally.write(started::write)));
    } catch (PostgresClusterException e) {
      sqlProblem = "PostgreSQL did not start: " + e.getMessage();
    }
  }

  /** What kept the SQL half from starting although it should run here, or null. */
  @Nullable String sqlProblem() {
    return sqlProblem;
  }

  /** Why there are no replicas to see. */
  String noSql() {
    String problem = sqlProblem;
    if (problem != null) {
      return problem;
    }
    if (!sqlWanted) {
      return "SQL is left out";
    }
    return PostgresCluster.isSupported()
        ? "PostgreSQL starts"
        : "there is no PostgreSQL for this platform, so this is the HTTP half only";
  }

  HttpSide http() {
    return http;
  }

  SqlSide sql() {
    SqlSide started = sql;
    if (started == null) {
      throw new IllegalStateException("sql: not started (expected: started)");
    }
    return started;
  }

  Tally tally() {
    return tally;
  }

  /** Where everything listens, for people. */
  String addresses() {
    SqlSide started = sql;
    return http.addresses() + "; " + (started == null ? noSql() : started.addresses());
  }

  long elapsedNanos() {
    return ticker.nanos() - start;
  }

  List<Row> httpRows(Reading lately, Reading total) {
    return http.rows(lately, total);
  }

  /** None as long as the SQL half has not started. */
  List<Row> sqlRows(Reading lately, Reading total) {
    SqlSide started = sql;
    return started == null ? List.of() : started.rows(lately, total);
  }

  /** The newest events; their times since the demo began. */
  List<Event> events(int count) {
    return events.last(count).stream()
        .map(event -> new Event(event.atNanos() - start, event.subject(), event.text()))
        .toList();
  }

  /** Lets what is under way end, and looks whether the primary has every acknowledged insert. */
  void endTraffic() throws SQLException {
    workers.forEach(Workers::stop);
    for (Workers each : workers) {
      if (!each.awaitEnd()) {
        throw new IllegalStateException("a request, read or write does not end");
      }
    }
    SqlSide started = sql;
    if (started != null) {
      tally.missing(started.missingWrites());
    }
  }

  /** Stops everything; again does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    workers.forEach(Workers::stop);
    http.close();
    SqlSide started = sql;
    if (started != null) {
      started.close();
    }
  }
}
