package io.lb4j.examples.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where unpacked servers stay, so that a machine unpacks each version once. The only thing this
 * module leaves behind.
 *
 * <p>An entry appears by an atomic rename under a file lock: it is complete or not there, whoever
 * is killed while unpacking, and several JVMs may want it at once.
 */
final class BinaryCache {
  /** System property that names another folder; it must be one the server's account can enter. */
  static final String PROPERTY = "lb4j.postgres.cache";

  private final Path folder;

  BinaryCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder the property names; else {@code /var/cache/lb4j} for root (its home is closed to the
   * account the servers run as), {@code ~/.cache/lb4j} for others; else one in the temporary
   * folder.
   */
  static BinaryCache ofThisUser() {
    String configured = System.getProperty(PROPERTY);
    if (configured != null) {
      return new BinaryCache(Path.of(configured).toAbsolutePath());
    }
    String user = System.getProperty("user.name", "unknown");
    Path home = Path.of(System.getProperty("user.home", "/nonexistent"), ".cache", "lb4j");
    List<Path> candidates = new ArrayList<>();
    candidates.add(user.equals("root") ? Path.of("/var/cache/lb4j") : home);
    candidates.add(Path.of(System.getProperty("java.io.tmpdir"), "lb4j-cache-" + user));
    for (Path candidate : candidates) {
      if (isOurs(candidate)) {
        return new BinaryCache(candidate);
      }
    }
    throw new PostgresClusterException(
        "no folder for the unpacked servers: tried "
            + candidates
            + "; name one with -D"
            + PROPERTY);
  }

  /** The entry of {@code archive}, unpacked now if it is not there. */
  Path entry(ServerArchive archive) throws IOException {
    Path entry = folder.resolve(archive.name());
    if (Files.isDirectory(entry)) {
      return entry;
    }
    OpenFolder.create(folder);
    Path lockFile = folder.resolve(archive.name() + ".lock");
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = lock(channel, lockFile);
      try {
        if (!Files.isDirectory(entry)) {
          unpack(archive, entry);
        }
      } finally {
        lock.release();
      }
    }
    return entry;
  }

  private void unpack(ServerArchive archive, Path entry) throws IOException {
    Path partial = folder.resolve(archive.name() + ".partial");
    FileTree.delete(partial); // of somebody who was killed
    OpenFolder.create(partial);
    archive.unpack(partial);
    Files.move(partial, entry, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileLock lock(FileChannel channel, Path lockFile) {
    return Await.result(
        "the lock " + lockFile + ", held by another process that unpacks a server",
        Limits.UNPACK,
        () -> tryLock(channel));
  }

  private static @Nullable FileLock tryLock(FileChannel channel) {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisJvm) {
      return null;
    } catch (IOException e) {
      throw new PostgresClusterException("cannot lock the cache of servers", e);
    }
  }

  /** Writable, and owned by us: what lies there is going to be executed. */
  private static boolean isOurs(Path candidate) {
    try {
      OpenFolder.create(candidate);
      Path probe = Files.createTempFile(candidate, "probe", null);
      try {
        return Files.getOwner(probe).equals(Files.getOwner(candidate));
      } finally {
        Files.delete(probe);
      }
    } catch (IOException notUsable) {
      return false;
    }
  }
}
