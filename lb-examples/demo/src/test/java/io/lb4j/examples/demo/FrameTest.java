package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  @Test
  void goldenFrame() {
    List<String> lines = plain(new Frame(80, 24, Glyphs.UNICODE).lines(Sample.view()));

    assertThat(String.join("\n", lines) + "\n")
        .isEqualTo(
            """
             lb4j  client-side load balancing, live                   12.3 s of about 37 s\s
             ✓start ▶kill ·join\s
             orders-2 is killed: its requests move on.

             HTTP      share, last 3 s attempts active p50 ms p99 ms  100 requests/s
             orders-1  ███████▌    75%   12 345      3   15.0   30.0  ● healthy
             orders-2  ██▌         25%       99      0    5.1   10.1  ○ ejected: 5 failure…
             orders-3               0%        0      0      –      –  ○ not known yet

             SQL       share, last 3 s attempts active p50 ms p99 ms  40 reads/s
             primary   ██████████ 100%       30      1   20.2   40.4  ◐ 10 writes/s

                0.0 s orders-1  starting → healthy: joined
               12.0 s orders-2  healthy → ejected: 5 failures in a row, last: java.net.Con…

             300 requests, 0 lost   120 reads (2 repeated), 30 writes, 0 failed
            """);
  }

  @Test
  void goldenFrameWithoutUnicode() {
    List<String> lines = plain(new Frame(80, 24, Glyphs.ASCII).lines(Sample.view()));

    assertThat(String.join("", lines)).matches("\\p{ASCII}*");
  }

  @ParameterizedTest
  @CsvSource({"80, 24", "80, 16", "132, 50", "300, 24", "40, 24", "20, 5", "80, 12"})
  void theFrameFitsIntoTheTerminal(int columns, int rows) {
    List<String> lines = plain(new Frame(columns, rows, Glyphs.UNICODE).lines(Sample.view()));

    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(columns));
    assertThat(lines).hasSizeLessThan(rows);
  }

  @Test
  void eventsGiveWayToTheTotals() {
    List<String> lines = plain(new Frame(80, 16, Glyphs.UNICODE).lines(Sample.view()));

    assertThat(lines).noneMatch(line -> line.contains("starting"));
    assertThat(lines.get(lines.size() - 1)).contains("0 lost");
  }

  @Test
  void coloursSayTheSameAsTheWords() {
    List<String> lines = new Frame(120, 24, Glyphs.UNICODE).lines(Sample.view());

    assertThat(lines).anyMatch(line -> line.contains("\u001b[31m○ ejected: 5 failures in a row"));
    assertThat(lines).anyMatch(line -> line.contains("\u001b[32m● healthy"));
    assertThat(lines).anyMatch(line -> line.contains("\u001b[32m0 lost"));
  }

  private static List<String> plain(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList();
  }
}
