package io.lb4j.source;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One DNS SRV record, <a href="https://www.rfc-editor.org/rfc/rfc2782">RFC 2782</a>. Immutable.
 *
 * @param priority 0 to 65535; the lowest is used first
 * @param weight 0 to 65535, relative to others of the same priority
 * @param port 1 to 65535; 0 with the target "." only
 * @param target a host name without a dot at its end; "." says that there is no such service
 */
public record SrvRecord(int priority, int weight, int port, String target) {
  private static final String NONE = ".";
  private static final String EXPECTED = "priority weight port target, as 0 5 8080 host.example.";
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,5})[ \\t]+(\\d{1,5})[ \\t]+(\\d{1,5})[ \\t]+(\\S{1,254})");

  /** Refuses numbers out of range and names that are none; the target becomes lower case. */
  public SrvRecord {
    check(isShort(priority), "priority", priority, "0 to 65535");
    check(isShort(weight), "weight", weight, "0 to 65535");
    target = host(target);
    check(port >= (target.equals(NONE) ? 0 : 1) && isShort(port), "port", port, "1 to 65535");
  }

  private static boolean isShort(int value) {
    return value >= 0 && value <= 65535;
  }

  private static String host(String target) {
    return notNull(target, "target").equals(NONE)
        ? NONE
        : DnsName.checked(target, "target").toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the text form, such as {@code 0 5 8080 host.example.}
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static SrvRecord parse(String text) {
    Matcher matcher = TEXT.matcher(notNull(text, "SRV record").strip());
    check(matcher.matches(), "SRV record", DnsName.printable(text), EXPECTED);
    return new SrvRecord(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        matcher.group(4));
  }

  /** True if the record says that the service is not offered here. */
  boolean isNone() {
    return target.equals(NONE);
  }
}
