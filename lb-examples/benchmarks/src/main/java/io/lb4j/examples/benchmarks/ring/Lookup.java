package io.lb4j.examples.benchmarks.ring;

/** A ring with a fixed table of keys, so that each implementation may hold them in its own form. */
@FunctionalInterface
public interface Lookup {
  /** The node of the key with this number. */
  Object find(int key);
}
