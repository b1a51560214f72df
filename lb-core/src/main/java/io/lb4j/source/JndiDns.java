package io.lb4j.source;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/**
 * The JDK's DNS client. It keeps no answers, falls back to TCP for long ones, and asks each server
 * for 2 s, then 4 s, at most.
 */
final class JndiDns {
  private static final String FACTORY = "com.sun.jndi.dns.DnsContextFactory";
  private static final Pattern SERVER = Pattern.compile("[A-Za-z0-9.-]+(:\\d{1,5})?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private final String url;

  private JndiDns(String url) {
    this.url = url;
  }

  static JndiDns ofThisMachine() {
    return new JndiDns("dns:");
  }

  static JndiDns at(String server) {
    boolean valid = SERVER.matcher(notNull(server, "server")).matches();
    check(valid, "server", DnsName.printable(server), "host or host:port, as 10.0.0.53");
    return new JndiDns("dns://" + server);
  }

  /** A and AAAA are two questions: servers may refuse to answer ANY (RFC 8482). */
  List<InetAddress> addresses(String host) throws NamingException, UnknownHostException {
    List<InetAddress> found = new ArrayList<>();
    for (String type : List.of("A", "AAAA")) {
      for (String text : values(host, type)) {
        check(ADDRESS.matcher(text).matches(), type, DnsName.printable(text), "an address");
        found.add(InetAddress.getByName(text)); // a literal: nothing is looked up
      }
    }
    return found;
  }

  List<SrvRecord> records(String name) throws NamingException {
    return values(name, "SRV").stream().map(SrvRecord::parse).toList();
  }

  // JNDI can load objects from where a name points to. Not here: the factory is fixed to DNS, which
  // knows attributes of text only, and names are checked, so none can be a URL of another service.
  @SuppressWarnings("BanJNDI")
  private List<String> values(String name, String type) throws NamingException {
    String absolute = DnsName.checked(name, "name") + ".";
    Properties environment = new Properties();
    environment.setProperty(Context.INITIAL_CONTEXT_FACTORY, FACTORY);
    environment.setProperty(Context.PROVIDER_URL, url);
    environment.setProperty("com.sun.jndi.dns.timeout.initial", "2000");
    environment.setProperty("com.sun.jndi.dns.timeout.retries", "2");
    DirContext context = new InitialDirContext(environment);
    try {
      Attribute attribute = context.getAttributes(absolute, new String[] {type}).get(type);
      return attribute == null ? List.of() : texts(attribute.getAll());
    } finally {
      context.close();
    }
  }

  private static List<String> texts(NamingEnumeration<?> values) throws NamingException {
    List<String> texts = new ArrayList<>();
    try {
      while (values.hasMore()) {
        texts.add(String.valueOf(values.next()));
      }
    } finally {
      values.close();
    }
    return texts;
  }
}
