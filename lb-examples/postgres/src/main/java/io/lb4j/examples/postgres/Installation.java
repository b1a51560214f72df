package io.lb4j.examples.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One cluster's place on this machine: its directory, the server's programs, whom they run as, and
 * the leash that ends it all.
 *
 * @param root holds one data directory and one log per node; gone after {@link #close}
 */
record Installation(Path root, Path binaries, Account account, Leash leash)
    implements AutoCloseable {

  static Installation create() throws IOException {
    ServerArchive archive = ServerArchive.ofThisPlatform();
    Path binaries = BinaryCache.ofThisUser().entry(archive);
    Path root = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    root = root.resolve("lb4j-postgres-" + UUID.randomUUID());
    Leash leash = Leash.on(root); // before there is anything to leave behind
    try {
      OpenFolder.create(root);
      return new Installation(root, binaries, Account.detect(root), leash);
    } catch (IOException | RuntimeException e) {
      leash.pull();
      throw e;
    }
  }

  /** Starts one of the server's programs; what it prints is added to {@code log}. */
  Process run(Path log, String program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(account.prefix());
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(root.toFile()); // ours may be closed to the account
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG")); // PGDATA, PGPORT and many more
    environment.putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
    Process process = builder.start();
    leash.hold(process);
    return process;
  }

  /** Ends what still runs and deletes the directory. */
  @Override
  public void close() {
    leash.pull();
    try {
      if (Files.exists(root)) { // the shell was killed, or is slow
        FileTree.delete(root);
      }
    } catch (IOException e) {
      throw new PostgresClusterException("cannot delete " + root, e);
    }
  }
}
