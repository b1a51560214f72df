package io.lb4j.examples.demo;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * All figures at one moment, or between two. Immutable.
 *
 * @param atNanos the moment; between two, how long it was
 * @param requests HTTP calls that ended, from the first attempt to the answer
 * @param lost of those, how many got no answer in the end
 * @param reads reads that ended
 * @param repeated times the application repeated a read
 * @param writes inserts that ended
 * @param failed reads and inserts that failed in the end
 * @param endpoints what was sent to each endpoint, by its id
 */
record Reading(
    long atNanos,
    Counts requests,
    long lost,
    Counts reads,
    long repeated,
    Counts writes,
    long failed,
    Map<String, Attempts> endpoints) {

  /** What happened after {@code earlier}. */
  Reading since(Reading earlier) {
    Map<String, Attempts> later = new HashMap<>();
    endpoints.forEach((id, attempts) -> later.put(id, attempts.since(earlier.endpoint(id))));
    return new Reading(
        atNanos - earlier.atNanos,
        requests.since(earlier.requests),
        lost - earlier.lost,
        reads.since(earlier.reads),
        repeated - earlier.repeated,
        writes.since(earlier.writes),
        failed - earlier.failed,
        Map.copyOf(later));
  }

  Attempts endpoint(String id) {
    return endpoints.getOrDefault(id, Attempts.NONE);
  }

  /** The part of all attempts on {@code group} that went to {@code id}, from 0 to 1. */
  double share(String id, Collection<String> group) {
    long all = group.stream().mapToLong(each -> endpoint(each).total()).sum();
    return all == 0 ? 0 : (double) endpoint(id).total() / all;
  }

  /** {@code count} per second, for a reading between two moments. */
  double perSecond(long count) {
    return atNanos <= 0 ? 0 : count * 1e9 / atNanos;
  }
}
