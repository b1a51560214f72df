package io.lb4j;

/**
 * What a caller does with an endpoint, or with the client that belongs to it.
 *
 * <p>It may be run more than once, each time for another endpoint, until it returns. The compiler
 * infers {@code X} from a lambda: work that throws nothing checked makes a call that throws nothing
 * checked.
 *
 * @param <A> what it works on
 * @param <T> what it returns
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface Work<A, T, X extends Exception> {
  /** Does it once. An exception is a failed attempt, see {@code io.lb4j.load.Outcome.of}. */
  T apply(A on) throws X;
}
