package io.lb4j.examples.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The first start: one initdb, a copy of its files for each standby, all servers at once. */
final class Nodes {
  private Nodes() {}

  /** The primary, then the standbys; all take queries. If one does not, all is ended. */
  static List<PostgresNode> start(Installation installation, int standbys) throws IOException {
    try {
      List<PostgresNode> nodes = create(installation, standbys);
      nodes.forEach(PostgresNode::launch);
      nodes.forEach(PostgresNode::awaitReady);
      return nodes;
    } catch (IOException | RuntimeException e) {
      installation.close();
      throw e;
    }
  }

  private static List<PostgresNode> create(Installation installation, int standbys)
      throws IOException {
    Set<Integer> ports = new HashSet<>();
    DataDirectory original = DataDirectory.initdb(installation, name(0));
    PostgresNode primary =
        new PostgresNode(
            installation, name(0), FreePort.next(ports), original, PostgresNode.Role.PRIMARY);
    List<PostgresNode> nodes = new ArrayList<>(List.of(primary));
    for (int i = 1; i <= standbys; i++) {
      Path copy = installation.root().resolve(name(i));
      nodes.add(
          new PostgresNode(
              installation,
              name(i),
              FreePort.next(ports),
              original.copyTo(copy),
              PostgresNode.Role.STANDBY));
    }
    nodes.forEach(node -> node.follow(node == primary ? null : primary));
    return List.copyOf(nodes);
  }

  private static String name(int index) {
    return "pg-" + (index + 1);
  }
}
