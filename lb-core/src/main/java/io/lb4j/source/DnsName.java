package io.lb4j.source;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import java.util.regex.Pattern;

/** Host names as DNS has them: what else is in one does not get into a query, a URI or a log. */
final class DnsName {
  private static final int LONGEST = 253;
  private static final int SHOWN = 80;
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*");

  private DnsName() {}

  /** The name without the dot that may end it. */
  static String checked(String name, String argument) {
    String bare = notNull(name, argument);
    if (bare.endsWith(".")) {
      bare = bare.substring(0, bare.length() - 1);
    }
    check(
        bare.length() <= LONGEST && NAME.matcher(bare).matches(),
        argument,
        "'" + printable(name) + "'",
        "a DNS name of letters, digits, hyphens and underscores");
    return bare;
  }

  /** For messages. */
  static String printable(String text) {
    String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
    return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "…";
  }
}
