package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table against a sorted list, on points that hash functions would never give. */
class PointTableTest {
  private record Point(long at, int owner) {}

  private static final Comparator<Point> RING =
      ((Comparator<Point>) (a, b) -> Long.compareUnsigned(a.at, b.at)).thenComparing(Point::owner);

  private static PointTable table(List<Point> points, int nodes) {
    return new PointTable(
        points.stream().mapToLong(Point::at).toArray(),
        points.stream().mapToInt(Point::owner).toArray(),
        nodes);
  }

  private static TreeSet<Point> sorted(List<Point> points) {
    TreeSet<Point> sorted = new TreeSet<>(RING);
    sorted.addAll(points);
    return sorted;
  }

  private static void check(PointTable table, TreeSet<Point> sorted, long hash) {
    Point next = sorted.ceiling(new Point(hash, 0));
    Point owner = next == null ? sorted.first() : next;
    assertThat(table.ownerOf(hash)).isEqualTo(owner.owner);
    assertThat(table.pointOf(hash)).isEqualTo(owner.at);
  }

  @Test
  void equalPointsBelongToTheLesserOwner() {
    for (long at : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x123456789ABCDEFL}) {
      List<Point> points = List.of(new Point(at, 2), new Point(at, 0), new Point(at, 1));
      PointTable table = table(points, 3);
      assertThat(table.ownerOf(at)).isZero();
      assertThat(table.ownersFrom(at, 3, 3)).containsExactly(0, 1, 2);
      assertThat(table.pointOf(at + 1)).isEqualTo(at);
    }
  }

  @Test
  void clusteredPointsAreFoundToTheLastBit() {
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 50; round++) {
      List<Point> points = new ArrayList<>();
      long centre = random.nextLong();
      int nodes = 1 + random.nextInt(40);
      for (int i = 0; i < 200; i++) {
        long at = i % 3 == 0 ? random.nextLong() : centre + random.nextInt(64);
        points.add(new Point(at, random.nextInt(nodes)));
      }
      PointTable table = table(points, nodes);
      TreeSet<Point> sorted = sorted(points);
      for (int i = -5; i < 70; i++) {
        check(table, sorted, centre + i);
      }
      for (int i = 0; i < 50; i++) {
        check(table, sorted, random.nextLong());
      }
    }
  }

  /** 200 points more leave the number of buckets as it is: merged. 2300 do not: sorted anew. */
  @ParameterizedTest
  @ValueSource(ints = {200, 2300})
  void editsKeepEveryBitOfTheSurvivors(int more) {
    SplittableRandom random = new SplittableRandom(10);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      points.add(new Point(random.nextLong(), i % 30));
    }
    long[] added = random.longs(more).toArray();
    System.arraycopy(new long[] {0, -1, points.get(8).at, points.get(5).at}, 0, added, 0, 4);
    PointTable edited = table(points, 30).without(7, 100, 29).with(added, 3, 30);
    points.removeIf(point -> point.owner == 7);
    points.replaceAll(
        point -> new Point(point.at, point.owner < 7 ? point.owner : point.owner - 1));
    points.replaceAll(
        point -> new Point(point.at, point.owner < 3 ? point.owner : point.owner + 1));
    for (long at : added) {
      points.add(new Point(at, 3));
    }
    assertThat(edited.size()).isEqualTo(points.size());
    TreeSet<Point> sorted = sorted(points);
    for (int i = 0; i < points.size(); i++) {
      check(edited, sorted, random.nextLong());
      check(edited, sorted, points.get(i).at);
      check(edited, sorted, points.get(i).at + 1);
    }
  }
}
