package io.lb4j.examples.postgres;

import java.util.stream.Collectors;

/**
 * Run in a JVM of its own by {@link LeashTest}: starts a cluster, says where, and never closes it.
 */
final class LeashedProgram {
  private LeashedProgram() {}

  public static void main(String[] args) throws Exception {
    PostgresCluster cluster = PostgresCluster.start(Integer.parseInt(args[0]));
    String pids =
        cluster.nodes().stream()
            .map(node -> Long.toString(node.process().pid()))
            .collect(Collectors.joining(" "));
    System.out.println(cluster.installation().root() + " " + pids);
    if (System.in.read() < 0) { // the test waits here; a line or the end of its pipe ends this JVM
      System.exit(0);
    }
  }
}
