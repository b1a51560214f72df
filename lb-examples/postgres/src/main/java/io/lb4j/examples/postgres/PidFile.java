package io.lb4j.examples.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself in {@code postmaster.pid}. A server that was killed leaves its file.
 *
 * @param status {@code starting}, {@code ready}, {@code standby} (runs, but takes no queries yet),
 *     {@code stopping}; empty while the file is being written
 */
record PidFile(long pid, String status) {
  static final String NAME = "postmaster.pid";

  private static final int STATUS_LINE = 7;

  /** The file in {@code data}, or null if there is none, or none that can be read yet. */
  static @Nullable PidFile read(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve(NAME));
      String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
      return new PidFile(Long.parseLong(lines.get(0).strip()), status);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException notYet) {
      return null;
    }
  }
}
