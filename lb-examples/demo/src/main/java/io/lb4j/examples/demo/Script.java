package io.lb4j.examples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is going to happen. */
final class Script {
  private static final int SLOWER = 10;

  private final Stage stage;
  private final double pace;
  private final List<Act> acts = new ArrayList<>();

  private Script(Stage stage, double pace) {
    this.stage = stage;
    this.pace = pace;
  }

  /** The acts, in order; those of the SQL half only where there is one. */
  static List<Act> acts(Stage stage, double pace) {
    Script script = new Script(stage, pace);
    script.begin();
    script.slowServer();
    script.killedServer();
    script.changedServers();
    if (stage.hasSql()) {
      script.killedReplica();
    }
    return List.copyOf(script.acts);
  }

  private void begin() {
    String servers = "Four HTTP servers are up, 4, 6, 9 and 14 ms for an answer";
    String caption = servers + (stage.hasSql() ? "; PostgreSQL starts." : ".");
    act("start", caption, "", stage.hasSql() ? 4.5 : 2, stage::startSql);
    act("calm", "All is well: the faster a server answers, the more it gets.", "", 3.5, () -> {});
  }

  private void slowServer() {
    OrdersServer fast = stage.http().server(1);
    act(
        "slow",
        "orders-1 answers ten times slower: the others take over its share.",
        fast.name(),
        3.5,
        () -> fast.slowDown(SLOWER));
    act(
        "restore",
        "orders-1 is fast again, and gets its share back.",
        fast.name(),
        2.5,
        () -> fast.slowDown(1));
  }

  private void killedServer() {
    OrdersServer killed = stage.http().server(2);
    act(
        "kill",
        "orders-2 is killed, connections cut: its requests move on, it is ejected.",
        killed.name(),
        3.5,
        killed::kill);
    act(
        "return",
        "orders-2 is back: one trial request succeeds, and it is in again.",
        killed.name(),
        3.5,
        killed::revive);
  }

  private void changedServers() {
    OrdersServer drained = stage.http().server(3);
    OrdersServer joining = stage.http().server(5);
    act(
        "drain",
        "orders-3 is drained: it ends what it has, gets nothing new, and is stopped.",
        drained.name(),
        3,
        () -> stage.http().drain(drained));
    act(
        "join",
        "orders-5 joins, 5 ms for an answer.",
        joining.name(),
        3,
        () -> stage.http().join(joining));
  }

  private void killedReplica() {
    String replica = SqlSide.REPLICAS.get(0);
    act(
        "crash",
        "replica-1 is killed by kill -9: reads go to replica-2, writes go on.",
        replica,
        4,
        () -> stage.sql().killReplica(1));
    act(
        "rejoin",
        "replica-1 is started again, catches up, and takes reads.",
        replica,
        4,
        () -> stage.sql().restartReplica(1));
  }

  private void act(String word, String caption, String subject, double seconds, Act.Step step) {
    Duration length = Duration.ofMillis((long) (seconds * pace * 1_000));
    acts.add(new Act(word, caption, subject, length, step));
  }
}
