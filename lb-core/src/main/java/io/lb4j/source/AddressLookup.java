package io.lb4j.source;

import java.net.InetAddress;
import java.util.List;

/**
 * Finds the addresses of a host name.
 *
 * <p><b>Thread safety:</b> a source asks one question at a time, two sources may ask at once.
 */
@FunctionalInterface
public interface AddressLookup {
  /**
   * The addresses there are now; order and duplicates do not matter. May block, but must come back:
   * until then nothing else is asked.
   *
   * @throws Exception if it could not find out; the last good list then stays in force
   */
  List<InetAddress> addresses(String host) throws Exception;

  /**
   * As the whole JVM does it, {@link InetAddress#getAllByName}: hosts file, search domains and all.
   *
   * <p>The JVM keeps its answers for {@code networkaddress.cache.ttl} seconds, 30 unless set, and
   * failures for {@code networkaddress.cache.negative.ttl}, 10. So a change is seen that much
   * later, and never if the first is −1; a source that finds it so says so in the log. {@link
   * #dns()} is free of that. The operating system decides how long one lookup takes.
   */
  static AddressLookup system() {
    return SystemLookup.INSTANCE;
  }

  /**
   * Asks the DNS servers of this machine for A and AAAA records, with nothing cached in between. It
   * knows no hosts file and no search domains: names must be complete. Needs the JDK's module
   * {@code jdk.naming.dns}. One lookup takes up to 12 s if no server answers.
   */
  static AddressLookup dns() {
    return JndiDns.ofThisMachine()::addresses;
  }

  /**
   * The same, asking a certain server.
   *
   * @param server {@code host} or {@code host:port}, such as {@code 10.0.0.53} or {@code
   *     127.0.0.1:8600}
   * @throws IllegalArgumentException if it is no such thing
   */
  static AddressLookup dns(String server) {
    return JndiDns.at(server)::addresses;
  }
}
