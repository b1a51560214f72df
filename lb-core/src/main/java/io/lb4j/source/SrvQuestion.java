package io.lb4j.source;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One SRV name, asked again and again by one source, one question at a time. */
final class SrvQuestion {
  private static final int FINEST = 1000;

  private final String name;
  private final String scheme;
  private final SrvLookup lookup;
  private final AddressLookup resolver;
  private final boolean allPriorities;

  /** Last known addresses of targets. */
  private final Map<String, List<InetAddress>> addresses = new HashMap<>();

  SrvQuestion(
      String name, String scheme, SrvLookup lookup, AddressLookup resolver, boolean allPriorities) {
    this.name = name;
    this.scheme = scheme;
    this.lookup = lookup;
    this.resolver = resolver;
    this.allPriorities = allPriorities;
  }

  List<Endpoint> ask(Consumer<Throwable> trouble) throws Exception {
    TreeMap<Integer, List<SrvRecord>> tiers = new TreeMap<>();
    for (SrvRecord record : notNull(lookup.records(name), "records")) {
      if (!record.isNone()) {
        tiers.computeIfAbsent(record.priority(), priority -> new ArrayList<>()).add(record);
      }
    }
    check(!tiers.isEmpty(), name, "no SRV record with a target", "at least one");
    Map<String, Endpoint> byId = new TreeMap<>();
    Map<String, List<InetAddress>> resolved = new HashMap<>();
    int tier = 0;
    for (List<SrvRecord> records : tiers.values()) {
      for (Endpoint endpoint : endpoints(records, resolved, trouble)) {
        byId.putIfAbsent(endpoint.id(), endpoint.withPriority(tier));
      }
      // A tier of which nothing can be resolved is no reason to go to the next: that is an outage.
      if (!allPriorities) {
        break;
      }
      tier++;
    }
    check(!byId.isEmpty(), name, "no address of any target", "at least one");
    addresses.keySet().retainAll(resolved.keySet());
    return new ArrayList<>(byId.values());
  }

  private List<Endpoint> endpoints(
      List<SrvRecord> records,
      Map<String, List<InetAddress>> resolved,
      Consumer<Throwable> trouble) {
    Map<SrvRecord, List<InetAddress>> places = new HashMap<>();
    int parts = 1;
    boolean weighted = false;
    for (SrvRecord record : records) {
      List<InetAddress> known =
          resolved.computeIfAbsent(record.target(), target -> resolve(target, trouble));
      places.put(record, known);
      parts = Math.min(FINEST, commonMultiple(parts, Math.max(1, known.size())));
      weighted |= record.weight() > 0;
    }
    Map<String, Endpoint> byId = new TreeMap<>();
    for (Map.Entry<SrvRecord, List<InetAddress>> place : places.entrySet()) {
      SrvRecord record = place.getKey();
      int weight = weighted ? record.weight() : 1;
      for (InetAddress address : place.getValue()) {
        long share = weight == 0 ? 0 : Math.max(1, (long) weight * parts / place.getValue().size());
        Endpoint endpoint = DnsSource.endpoint(scheme, address, record.port());
        // Two targets at one place add up.
        byId.merge(
            endpoint.id(),
            endpoint.withWeight((int) share),
            (a, b) -> a.withWeight(a.weight() + b.weight()));
      }
    }
    return new ArrayList<>(byId.values());
  }

  private List<InetAddress> resolve(String target, Consumer<Throwable> trouble) {
    try {
      List<InetAddress> found = DnsSource.found(resolver, target).stream().distinct().toList();
      addresses.put(target, found);
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      trouble.accept(e);
    } catch (Exception e) {
      trouble.accept(e);
    }
    return addresses.getOrDefault(target, List.of());
  }

  private static int commonMultiple(int a, int b) {
    return a / commonDivisor(a, b) * b;
  }

  private static int commonDivisor(int a, int b) {
    return b == 0 ? a : commonDivisor(b, a % b);
  }
}
