package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryCacheTest {
  private static final Executor THREAD_EACH = task -> new Thread(task).start();

  @Test
  void severalAtOnceGetOneCompleteEntry(@TempDir Path temp) throws IOException {
    Path folder = temp.resolve("not").resolve("there");
    ServerArchive archive = ServerArchive.ofThisPlatform();
    var one = CompletableFuture.supplyAsync(() -> entry(folder, archive), THREAD_EACH);
    var two = CompletableFuture.supplyAsync(() -> entry(folder, archive), THREAD_EACH);

    assertThat(one.join()).isEqualTo(two.join());
    assertThat(one.join().resolve("bin/postgres")).isExecutable();
    assertThat(one.join().resolve("share/postgresql/postgres.bki")).isNotEmptyFile();
    assertThat(folder.resolve(archive.name() + ".partial")).doesNotExist();
  }

  @Test
  void whatAKilledUnpackLeftIsReplaced(@TempDir Path folder) throws IOException {
    ServerArchive archive = ServerArchive.ofThisPlatform();
    Path partial = folder.resolve(archive.name() + ".partial");
    Files.createDirectories(partial.resolve("bin"));
    Files.writeString(partial.resolve("bin/postgres"), "half");

    Path entry = entry(folder, archive);

    assertThat(partial).doesNotExist();
    assertThat(Files.size(entry.resolve("bin/postgres"))).isGreaterThan(1_000_000);
  }

  @Test
  void completeEntryIsNotUnpackedAgain(@TempDir Path folder) throws IOException {
    ServerArchive archive = ServerArchive.ofThisPlatform();
    Path entry = Files.createDirectory(folder.resolve(archive.name()));

    assertThat(entry(folder, archive)).isEqualTo(entry).isEmptyDirectory();
  }

  @Test
  void archiveWithoutItsFileFails(@TempDir Path folder) throws IOException {
    ServerArchive real = ServerArchive.ofThisPlatform();
    Path notAnArchive =
        Files.writeString(folder.resolve("broken.txz"), "not xz at all, by no means");
    ServerArchive broken = new ServerArchive(real.name(), notAnArchive.toUri().toURL());

    assertThatThrownBy(() -> new BinaryCache(folder).entry(broken)).isInstanceOf(IOException.class);
    assertThat(folder.resolve(real.name())).doesNotExist();
    assertThat(entry(folder, real).resolve("bin/initdb")).isExecutable();
  }

  private static Path entry(Path folder, ServerArchive archive) {
    try {
      return new BinaryCache(folder).entry(archive);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
