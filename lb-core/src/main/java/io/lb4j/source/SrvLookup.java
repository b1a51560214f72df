package io.lb4j.source;

import java.util.List;

/**
 * Finds the SRV records of a name.
 *
 * <p><b>Thread safety:</b> a source asks one question at a time, two sources may ask at once.
 */
@FunctionalInterface
public interface SrvLookup {
  /**
   * The records there are now, in any order. May block, but must come back: until then nothing else
   * is asked.
   *
   * @throws Exception if it could not find out; the last good list then stays in force
   */
  List<SrvRecord> records(String name) throws Exception;

  /**
   * Asks the DNS servers of this machine, with nothing cached in between. Names must be complete.
   * Needs the JDK's module {@code jdk.naming.dns}. Takes up to 6 s if no server answers.
   */
  static SrvLookup dns() {
    return JndiDns.ofThisMachine()::records;
  }

  /**
   * The same, asking a certain server.
   *
   * @param server {@code host} or {@code host:port}, such as {@code 127.0.0.1:8600} for Consul
   * @throws IllegalArgumentException if it is no such thing
   */
  static SrvLookup dns(String server) {
    return JndiDns.at(server)::records;
  }
}
