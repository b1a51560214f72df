package io.lb4j.source;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints from a text file, read again every second.
 *
 * <pre>
 * # orders, one endpoint per line
 * http://10.0.0.1:8080
 * http://10.0.0.2:8080 weight=3 region=eu zone=eu-1 priority=1 id=orders-2 tag.version=7   # big
 * </pre>
 *
 * <p>The first word is what {@link Endpoint#of(String)} takes; {@code id}, {@code weight}, {@code
 * region}, {@code zone}, {@code priority} and {@code tag.<name>} may follow in any order. UTF-8;
 * {@code #} at the start of a word begins a comment.
 *
 * <p><b>A file that cannot be understood changes nothing:</b> if it is missing, empty, or broken
 * anywhere, the last good list stays in force and subscribers hear {@code failed}, with the number
 * of the line. A changed file counts once it reads the same twice in a row, so a file that is being
 * written is not taken for half a fleet; better still is to write another file and rename it.
 *
 * <p>It reads the whole file each time instead of watching it: the notifications of the operating
 * system miss network file systems and the symbolic links Kubernetes swaps to update a mounted
 * ConfigMap, and neither time nor size of a file need change with what is in it. Reading some
 * kilobytes a second costs next to nothing; up to 4 MB are read.
 *
 * <p>Immutable: each method returns a changed copy, with polling of its own. <b>Thread safety:</b>
 * safe for many threads. <b>Threads:</b> one daemon thread while subscribed to.
 */
public final class FileSource implements EndpointSource {
  private static final int LARGEST = 4 << 20;

  private final Path path;
  private final Polling polling;
  private final Poller poller;

  private FileSource(Path path, Polling polling) {
    this.path = path;
    this.polling = polling;
    this.poller = new Poller("file-" + path.getFileName(), () -> new Reading(path)::ask, polling);
  }

  static FileSource of(Path path) {
    return new FileSource(
        notNull(path, "path"), Polling.every(Duration.ofSeconds(1)).withJitter(0));
  }

  /** How often to read it; default every second. A change is taken after one to two of these. */
  public FileSource every(Duration every) {
    return polling(polling.withEvery(every));
  }

  /** How often, and more; default every second, 3 s for the first reading. */
  public FileSource polling(Polling polling) {
    return new FileSource(path, notNull(polling, "polling"));
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return poller.subscribe(subscriber);
  }

  /** What was read, since somebody subscribed. */
  private static final class Reading {
    private final Path path;
    private byte @Nullable [] last;
    private byte @Nullable [] good;
    private List<Endpoint> endpoints = List.of(); // what good says
    private @Nullable IllegalArgumentException wrong; // with what was taken after good

    Reading(Path path) {
      this.path = path;
    }

    List<Endpoint> ask(Consumer<Throwable> trouble) throws IOException {
      byte[] text = bytes();
      boolean settled = good == null || Arrays.equals(text, last);
      last = text;
      if (settled) {
        take(text);
      }
      if (wrong != null) {
        throw wrong;
      }
      return endpoints;
    }

    private void take(byte[] text) {
      wrong = null;
      if (!Arrays.equals(text, good)) {
        try {
          endpoints = EndpointFile.parse(text, path.toString());
          good = text;
        } catch (IllegalArgumentException e) {
          wrong = e;
        }
      }
    }

    private byte[] bytes() throws IOException {
      try (InputStream in = Files.newInputStream(path)) {
        byte[] text = in.readNBytes(LARGEST + 1);
        check(text.length <= LARGEST, path.toString(), "too long", "up to 4 MB");
        return text;
      }
    }
  }

  @Override
  public String toString() {
    return "file(" + path + ", " + polling + ")";
  }
}
