package io.lb4j.examples.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Copies and deletes whole directories that may change meanwhile: a file that vanishes is skipped.
 */
final class FileTree {
  private FileTree() {}

  /**
   * Copies {@code from} to the new directory {@code to} and gives it to {@code account}. Where
   * {@code skip} says so (asked with the path relative to {@code from}), a file is left out, and of
   * a directory only the contents are.
   */
  static void copy(Path from, Path to, Account account, Predicate<Path> skip) throws IOException {
    Files.walkFileTree(
        from,
        new Tolerant() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Path relative = from.relativize(directory);
            account.createDirectory(to.resolve(relative));
            return skip.test(relative) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path relative = from.relativize(file);
            if (!skip.test(relative)) {
              copyFile(file, to.resolve(relative), account);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Deletes {@code root} and everything in it; no error if it is not there. */
  static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new Tolerant() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void copyFile(Path from, Path to, Account account) throws IOException {
    try {
      Files.copy(from, to);
      account.own(to);
    } catch (NoSuchFileException vanished) {
      // a temporary or dropped file of a running server: its log makes up for it
    }
  }

  private static class Tolerant extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
