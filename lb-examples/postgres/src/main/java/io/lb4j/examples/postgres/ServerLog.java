package io.lb4j.examples.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The file a server prints to; its end goes into the messages of exceptions. */
record ServerLog(Path path) {
  private static final int TAIL_BYTES = 3_000;

  /** The last lines, with a heading, to be added to a message. */
  String tail() {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long start = Math.max(0, file.length() - TAIL_BYTES);
      file.seek(start);
      byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, file.length() - start)];
      file.readFully(bytes);
      return "\n--- end of " + path + " ---\n" + new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      return "\n(no log: " + unreadable + ")";
    }
  }
}
