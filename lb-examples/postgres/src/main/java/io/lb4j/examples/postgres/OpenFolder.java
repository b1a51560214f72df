package io.lb4j.examples.postgres;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Directories everybody may enter, whatever the umask: root unpacks, {@code nobody} runs. */
final class OpenFolder {
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

  private OpenFolder() {}

  /** Creates {@code folder} and what is missing above it; leaves what exists as it is. */
  static void create(@Nullable Path folder) throws IOException {
    if (folder == null || Files.isDirectory(folder)) {
      return;
    }
    create(folder.getParent());
    try {
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, OPEN);
    } catch (FileAlreadyExistsException another) {
      // somebody was faster
    }
  }
}
