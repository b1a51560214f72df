package io.lb4j.examples.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom the servers run as. PostgreSQL refuses to run as root, so root hands over to {@code nobody}.
 *
 * <p>The prefix must <em>become</em> the server, not start it: {@code runuser} and {@code su} fork,
 * the pid we hold is then theirs, and kill -9 of it leaves the server running.
 *
 * @param prefix what to put before a server's command line
 * @param owner who must own the data, or null if whoever creates it is right
 */
record Account(List<String> prefix, @Nullable UserPrincipal owner) {

  /** The account for this JVM, which has just created {@code mine}; tries what it returns. */
  static Account detect(Path mine) throws IOException {
    if (!Files.getAttribute(mine, "unix:uid").equals(0)) {
      return new Account(List.of(), null);
    }
    UserPrincipalLookupService names = mine.getFileSystem().getUserPrincipalLookupService();
    String group = isGroup(names, "nogroup") ? "nogroup" : "nobody";
    List<String> setpriv =
        List.of("setpriv", "--reuid=nobody", "--regid=" + group, "--clear-groups", "--");
    if (works(setpriv)) {
      return new Account(setpriv, names.lookupPrincipalByName("nobody"));
    }
    List<String> unshare =
        List.of("unshare", "--user", "--"); // seen as nobody, still owns our files
    if (works(unshare)) {
      return new Account(unshare, null);
    }
    throw new PostgresClusterException(
        "PostgreSQL does not run as root, and neither setpriv nor unshare (util-linux) works here to"
            + " leave root: install util-linux, allow user namespaces, or run as another user");
  }

  /** Gives {@code path} to the account. */
  void own(Path path) throws IOException {
    if (owner != null) {
      Files.setOwner(path, owner);
    }
  }

  /** Creates a directory only the account can enter, as PostgreSQL demands. */
  void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    own(directory);
  }

  private static boolean isGroup(UserPrincipalLookupService names, String group)
      throws IOException {
    try {
      names.lookupPrincipalByGroupName(group);
      return true;
    } catch (UserPrincipalNotFoundException absent) {
      return false;
    }
  }

  private static boolean works(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Await.until(command + " ends", Limits.SIGNAL, () -> !process.isAlive());
      return process.exitValue() == 0;
    } catch (IOException notInstalled) {
      return false;
    }
  }
}
