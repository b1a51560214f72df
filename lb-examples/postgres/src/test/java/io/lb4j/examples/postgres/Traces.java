package io.lb4j.examples.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a cluster would leave behind.
 *
 * @param processes every process of it that was alive when this was taken
 */
record Traces(Path root, List<ProcessHandle> processes) {

  static Traces of(PostgresCluster cluster) {
    Path root = cluster.installation().root();
    return of(root, cluster.nodes().stream().map(node -> node.process().pid()).toList());
  }

  static Traces of(Path root, List<Long> pids) {
    List<ProcessHandle> processes =
        pids.stream()
            .flatMap(pid -> ProcessHandle.of(pid).stream())
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .toList();
    return new Traces(root, processes);
  }

  boolean areGone() {
    return Files.notExists(root) && processes.stream().allMatch(ServerProcess::isGone);
  }
}
