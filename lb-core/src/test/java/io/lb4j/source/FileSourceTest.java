package io.lb4j.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Locality;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path folder;

  private final VirtualScheduler scheduler = new VirtualScheduler(new FakeTicker());
  private final Audience audience = new Audience();

  private EndpointSource.Subscription subscribe(Path file) {
    Polling polling =
        Polling.every(Duration.ofSeconds(1))
            .withFirstWait(Duration.ZERO)
            .withScheduler(scheduler)
            .withRandom(Dice.even());
    EndpointSource.Subscription subscription =
        EndpointSource.file(file).polling(polling).subscribe(audience);
    scheduler.runDue();
    return subscription;
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("endpoints"), text);
  }

  private void seconds(int seconds) {
    scheduler.advance(Duration.ofSeconds(seconds));
  }

  @Test
  void theFileOfTheDocumentation() throws IOException {
    subscribe(
        write(
            """
            \uFEFF# orders, one endpoint per line
            http://10.0.0.1:8080

              http://10.0.0.2:8080\tweight=3 region=eu zone=eu-1 priority=1 id=orders-2 tag.version=7   # big
            cache:6379 tag.query=a=b\r
            """));
    assertThat(audience.lists)
        .containsExactly(
            List.of(
                Endpoint.of("http://10.0.0.1:8080"),
                Endpoint.of("http://10.0.0.2:8080")
                    .withWeight(3)
                    .withLocality(new Locality("eu", "eu-1"))
                    .withPriority(1)
                    .withId("orders-2")
                    .withTag("version", "7"),
                Endpoint.of("cache:6379").withTag("query", "a=b")));
  }

  @Test
  void aChangeIsTakenOnceItReadsTheSameTwice() throws IOException {
    subscribe(write("a:1\n"));
    write("a:1\nb:1\n");
    seconds(1);
    assertThat(audience.ids()).containsExactly("a:1");
    write("a:1\nb:1\nc:1\n"); // was still being written
    seconds(1);
    assertThat(audience.ids()).containsExactly("a:1");
    seconds(1);
    assertThat(audience.ids()).containsExactly("a:1", "b:1", "c:1");
    seconds(100);
    assertThat(audience.lists).hasSize(2);
  }

  @Test
  void aBrokenFileKeepsTheLastListAndNamesTheLine() throws IOException {
    Path file = subscribe(write("a:1\n")) == null ? null : folder.resolve("endpoints");
    write("a:1\nb:1 weight=heavy\n");
    seconds(10);
    assertThat(audience.messages())
        .containsExactly(
            file + " line 2: weight: heavy (expected: a whole number from 0 to 999999999)");
    seconds(30);
    assertThat(audience.messages()).as("once every half a minute").hasSize(2);
    assertThat(audience.lists).hasSize(1);
    write("a:1\nb:1 weight=2\n");
    seconds(2);
    assertThat(audience.ids()).containsExactly("a:1", "b:1");
  }

  @Test
  void emptyMissingAndUnreadableFilesKeepTheLastList() throws IOException {
    Path file = write("a:1\n");
    subscribe(file);
    write("");
    seconds(2);
    write("# all gone\n\n");
    seconds(2);
    Files.delete(file);
    seconds(1);
    Files.createDirectory(file);
    seconds(1);
    Files.delete(file);
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});
    seconds(2);
    assertThat(audience.lists).containsOnly(List.of(Endpoint.of("a:1")));
    assertThat(audience.failures).hasSizeGreaterThanOrEqualTo(4);
    assertThat(audience.messages())
        .contains(
            file + ": no endpoint in it (expected: at least one)",
            file.toString(),
            file + ": not UTF-8 (expected: a text file)");
  }

  @Test
  void aFileThatComesLaterIsFound() throws IOException {
    subscribe(folder.resolve("endpoints"));
    assertThat(audience.failures).hasSize(1);
    write("a:1\n");
    seconds(1);
    assertThat(audience.ids()).containsExactly("a:1");
  }

  /**
   * The way Kubernetes updates a mounted ConfigMap: file → ..data → folder, the middle one swapped.
   */
  @Test
  void aSwapOfSymbolicLinksIsSeen() throws IOException {
    Path one = Files.createDirectory(folder.resolve("..2026_01"));
    Path two = Files.createDirectory(folder.resolve("..2026_02"));
    Files.writeString(one.resolve("endpoints"), "a:1\n");
    Files.writeString(two.resolve("endpoints"), "b:1\n");
    FileTime time = FileTime.fromMillis(0);
    Files.setLastModifiedTime(one.resolve("endpoints"), time);
    Files.setLastModifiedTime(two.resolve("endpoints"), time);
    Path data = Files.createSymbolicLink(folder.resolve("..data"), one.getFileName());
    Path file =
        Files.createSymbolicLink(folder.resolve("endpoints"), Path.of("..data", "endpoints"));
    subscribe(file);
    assertThat(audience.ids()).containsExactly("a:1");
    Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), two.getFileName());
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    seconds(2);
    assertThat(audience.ids()).as("same size, same time").containsExactly("b:1");
    assertThat(audience.failures).isEmpty();
  }

  @Test
  void aFileTooLongIsRefused() throws IOException {
    subscribe(write("#".repeat((4 << 20) + 1)));
    assertThat(audience.messages())
        .containsExactly(folder.resolve("endpoints") + ": too long (expected: up to 4 MB)");
  }

  @Test
  void whatIsWrongIsSaidWithoutPasswords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("a:1\n\na:1"))
        .withMessage("f line 3: id: a:1 (expected: distinct ids, but line 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("a:1 wieght=3"))
        .withMessageStartingWith("f line 1: attribute: wieght (expected: id, weight,");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("a:1 zone=a zone=b"))
        .withMessageStartingWith("f line 1: attribute: zone twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("a:1 http://b:1"))
        .withMessageStartingWith("f line 1: attribute: http://b:1 (expected: name=value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("http://joe:secret@a:1"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  private static List<Endpoint> parse(String text) {
    return EndpointFile.parse(text.getBytes(StandardCharsets.UTF_8), "f");
  }

  /** 100 000 mutated files, seed 7: a list with distinct ids, or one short, printable exception. */
  @Test
  void anyFileIsAListOrRefused() {
    String good =
        "# c\nhttp://10.0.0.1:80 weight=3 zone=a tag.x=y\nb:1 priority=1 id=z # d\r\nc:2 region=eu\n";
    Random random = new Random(7);
    int parsed = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
      for (int j = random.nextInt(3); j >= 0; j--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(3)) {
          case 0 -> bytes[at] = (byte) random.nextInt();
          case 1 -> bytes[at] = bytes[random.nextInt(bytes.length)];
          default -> bytes = Arrays.copyOf(bytes, at + 1);
        }
      }
      try {
        List<Endpoint> endpoints = EndpointFile.parse(bytes, "f");
        assertThat(endpoints).isNotEmpty();
        assertThat(EndpointLists.distinct(endpoints)).isEqualTo(endpoints);
        parsed++;
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).startsWith("f").hasSizeLessThan(320);
        assertThat(e.getMessage().chars().noneMatch(Character::isISOControl)).isTrue();
      }
    }
    assertThat(parsed).isBetween(10_000, 90_000);
  }
}
