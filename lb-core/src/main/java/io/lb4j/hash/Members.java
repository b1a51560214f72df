package io.lb4j.hash;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notBlank;
import static io.lb4j.internal.Checks.notNull;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * The nodes of one ring with their names, weights and name hashes; a node is its index here.
 *
 * <p>Never written to after construction. Rings whose mapping must not depend on the order of
 * arrival use {@link #sortedByName}.
 */
final class Members<T> {
  final Function<? super T, String> naming;
  final ToIntFunction<? super T> weighing;
  final Hasher hasher;
  final boolean sorted;
  final Object[] nodes;
  final String[] names;
  final int[] weights;
  final long[] hashes;

  private Members(Members<T> rules, boolean sorted, int size) {
    this(rules.naming, rules.weighing, rules.hasher, sorted, size);
  }

  private Members(
      Function<? super T, String> naming,
      ToIntFunction<? super T> weighing,
      Hasher hasher,
      boolean sorted,
      int size) {
    this.naming = naming;
    this.weighing = weighing;
    this.hasher = hasher;
    this.sorted = sorted;
    this.nodes = new Object[size];
    this.names = new String[size];
    this.weights = new int[size];
    this.hashes = new long[size];
  }

  /** The nodes in the order given. */
  static <T> Members<T> of(
      Collection<? extends T> nodes,
      Function<? super T, String> naming,
      ToIntFunction<? super T> weighing,
      Hasher hasher) {
    check(!nodes.isEmpty(), "nodes", nodes, "at least one");
    var members = new Members<T>(naming, weighing, hasher, false, nodes.size());
    Map<String, T> known = new HashMap<>(2 * nodes.size());
    int i = 0;
    for (T node : nodes) {
      members.set(i, node, weighing.applyAsInt(notNull(node, "node")));
      T twin = known.put(members.names[i], node);
      check(twin == null, "node", "'" + members.names[i] + "'", "names that differ");
      i++;
    }
    return members;
  }

  private void set(int i, T node, int weight) {
    String name = notBlank(naming.apply(notNull(node, "node")), "name");
    check(weight >= 1, "weight", weight, ">= 1, '" + name + "'");
    nodes[i] = node;
    names[i] = name;
    weights[i] = weight;
    hashes[i] = hasher.hash(name);
  }

  private void copy(int i, Members<T> from, int j) {
    nodes[i] = from.nodes[j];
    names[i] = from.names[j];
    weights[i] = from.weights[j];
    hashes[i] = from.hashes[j];
  }

  /** The same members in ascending order of their names, compared char by char. */
  Members<T> sortedByName() {
    Integer[] order = new Integer[size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> names[a].compareTo(names[b]));
    var members = new Members<T>(this, true, size());
    for (int i = 0; i < order.length; i++) {
      members.copy(i, this, order[i]);
    }
    return members;
  }

  /** These members, if all weigh the same; for algorithms that cannot tell weights apart. */
  Members<T> requireEqualWeights() {
    for (int weight : weights) {
      check(weight == weights[0], "weight", weight, weights[0] + " as the others: no weights here");
    }
    return this;
  }

  int size() {
    return nodes.length;
  }

  @SuppressWarnings("unchecked") // only set() and copy() write, and they are given a T
  T node(int index) {
    return (T) nodes[index];
  }

  @SuppressWarnings("unchecked") // see node()
  List<T> list() {
    return (List<T>) Collections.unmodifiableList(Arrays.asList(nodes));
  }

  List<T> list(int[] indexes) {
    Object[] picked = new Object[indexes.length];
    for (int i = 0; i < indexes.length; i++) {
      picked[i] = nodes[indexes[i]];
    }
    @SuppressWarnings("unchecked") // see node()
    List<T> list = (List<T>) List.of(picked);
    return list;
  }

  int weightOf(T node) {
    return weighing.applyAsInt(notNull(node, "node"));
  }

  /** Index of the member of that name, which must exist. */
  int indexOf(T node) {
    String name = naming.apply(notNull(node, "node"));
    int index = Arrays.asList(names).indexOf(name);
    check(index >= 0, "node", "'" + name + "'", "a node of this ring");
    return index;
  }

  /** Index where a new node goes: by name if these members are sorted, else at the end. */
  int insertionIndex(T node) {
    String name = notBlank(naming.apply(notNull(node, "node")), "name");
    check(
        !Arrays.asList(names).contains(name), "node", "'" + name + "'", "a name not in this ring");
    return sorted ? -1 - Arrays.binarySearch(names, name) : size();
  }

  Members<T> with(int index, T node, int weight) {
    var members = new Members<T>(this, sorted, size() + 1);
    members.set(index, node, weight);
    for (int i = 0; i < size(); i++) {
      members.copy(i < index ? i : i + 1, this, i);
    }
    return members;
  }

  Members<T> without(int index) {
    check(size() > 1, "node", "'" + names[index] + "'", "not the last node of the ring");
    var members = new Members<T>(this, sorted, size() - 1);
    for (int i = 0; i < members.size(); i++) {
      members.copy(i, this, i < index ? i : i + 1);
    }
    return members;
  }

  /** The members at these weights, less those that weigh 0; these if that changes nothing. */
  Members<T> reweighted(int[] next) {
    notNull(next, "weights");
    check(next.length == size(), "weights", next.length, size() + ", one for each node");
    int left = 0;
    for (int i = 0; i < next.length; i++) {
      int weight = next[i];
      check(weight >= 0, "weight", weight, ">= 0, '" + names[i] + "'");
      left += weight > 0 ? 1 : 0;
    }
    check(left > 0, "weights", "all 0", "at least one above 0");
    if (Arrays.equals(next, weights)) {
      return this;
    }
    var members = new Members<T>(this, sorted, left);
    int filled = 0;
    for (int i = 0; i < next.length; i++) {
      if (next[i] > 0) {
        members.copy(filled, this, i);
        members.weights[filled++] = next[i];
      }
    }
    return members;
  }

  /** What {@link #reweighted} makes of each index; of no meaning where the weight is 0. */
  static int[] renumbered(int[] weights) {
    int[] indexes = new int[weights.length];
    int filled = 0;
    for (int i = 0; i < weights.length; i++) {
      indexes[i] = filled;
      filled += weights[i] > 0 ? 1 : 0;
    }
    return indexes;
  }
}
