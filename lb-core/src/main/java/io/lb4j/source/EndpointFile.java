package io.lb4j.source;

import static io.lb4j.internal.Checks.check;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.endpoint.Locality;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the text of a {@link FileSource}: all of it, or an exception that names the line. */
final class EndpointFile {
  private static final String KEYS = "id, weight, region, zone, priority or tag.<name>";
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String TAG = "tag.";
  private static final int SHOWN = 300;

  private EndpointFile() {}

  /**
   * At least one endpoint.
   *
   * @throws IllegalArgumentException if anything is wrong anywhere
   */
  static List<Endpoint> parse(byte[] bytes, String file) {
    List<Endpoint> endpoints = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    int number = 0;
    for (String line : text(bytes, file).split("\r\n|\r|\n", -1)) {
      number++;
      try {
        List<String> words = words(line);
        if (!words.isEmpty()) {
          Endpoint endpoint = endpoint(words);
          Integer earlier = lines.putIfAbsent(endpoint.id(), number);
          check(earlier == null, "id", endpoint.id(), "distinct ids, but line " + earlier);
          endpoints.add(endpoint);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + " line " + number + ": " + printable(e), e);
      }
    }
    check(!endpoints.isEmpty(), file, "no endpoint in it", "at least one");
    return List.copyOf(endpoints);
  }

  private static String printable(IllegalArgumentException e) {
    String clean = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "…";
  }

  private static String text(byte[] bytes, String file) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": not UTF-8 (expected: a text file)", e);
    }
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.strip().split("\\s+", -1)) {
      if (word.startsWith("#")) {
        break;
      }
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static Endpoint endpoint(List<String> words) {
    Endpoint endpoint = Endpoint.of(words.get(0));
    Set<String> seen = new HashSet<>();
    String region = "";
    String zone = "";
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      check(equals > 0, "attribute", DnsName.printable(word), "name=value, the name being " + KEYS);
      String key = word.substring(0, equals);
      String value = word.substring(equals + 1);
      check(seen.add(key), "attribute", DnsName.printable(key) + " twice", "each once");
      switch (key) {
        case "id" -> endpoint = endpoint.withId(value);
        case "weight" -> endpoint = endpoint.withWeight(number(key, value));
        case "priority" -> endpoint = endpoint.withPriority(number(key, value));
        case "region" -> region = value;
        case "zone" -> zone = value;
        default -> {
          boolean tag = key.startsWith(TAG) && key.length() > TAG.length();
          check(tag, "attribute", DnsName.printable(key), KEYS);
          endpoint = endpoint.withTag(key.substring(TAG.length()), value);
        }
      }
    }
    return endpoint.withLocality(new Locality(region, zone));
  }

  private static int number(String key, String value) {
    boolean valid = value.matches("[0-9]{1,9}");
    check(valid, key, DnsName.printable(value), "a whole number from 0 to 999999999");
    return Integer.parseInt(value);
  }
}
