package io.lb4j;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * The members there will be, given those there are and a new list: who is known keeps its node and its
 * history, and takes over what is new about it, such as its weight.
 */
final class Arrivals {
  private static final String JOINED = "joined";

  private final Roster before;
  private final Settings settings;
  private final long now;
  private final Map<Node, Endpoint> descriptions = new LinkedHashMap<>();
  private final List<Node> joined = new ArrayList<>();

  Arrivals(Roster before, Settings settings, long now) {
    this.before = before;
    this.settings = settings;
    this.now = now;
  }

  Roster roster(Collection<Endpoint> latest) {
    boolean others = latest.stream().map(this::known).anyMatch(Arrivals::isInService);
    Roster next = new Roster();
    for (Endpoint endpoint : latest) {
      Member known = known(endpoint);
      if (known == null) {
        Member joining = joining(endpoint, others);
        joined.add(joining.node());
        next.put(joining);
      } else {
        descriptions.put(known.node(), known.node().endpoint());
        known.node().update(endpoint);
        next.put(known);
      }
    }
    return next;
  }

  private @Nullable Member known(Endpoint endpoint) {
    Member known = before.get(endpoint.id());
    return known != null && isSamePlace(known.node().endpoint(), endpoint) ? known : null;
  }

  private static boolean isInService(@Nullable Member member) {
    return member != null && member.standing().state().isInService();
  }

  /** A pod that comes back under its old name at another address is another endpoint. */
  private static boolean isSamePlace(Endpoint before, Endpoint latest) {
    return before.hasUri() == latest.hasUri()
        && (!latest.hasUri() || Objects.equals(before.uri(), latest.uri()));
  }

  /** Slowly, if there are others to carry the traffic meanwhile. */
  private Member joining(Endpoint endpoint, boolean others) {
    Node node = new Node(endpoint, now);
    boolean slowly = others && settings.slowStart().isOn();
    Standing standing =
        Standing.fit(JOINED).with(Checkups.before(settings)).inService(JOINED, slowly);
    node.moveTo(standing.state(), standing.why());
    return Member.joining(node, standing, now);
  }

  /** The nodes that are new. */
  List<Node> joined() {
    return joined;
  }

  /** The nodes that are in the list no more. */
  List<Node> left() {
    return before.all().stream()
        .map(Member::node)
        .filter(node -> !descriptions.containsKey(node))
        .toList();
  }

  /** It could not be done: those who would have stayed are what they were. */
  void revert() {
    descriptions.forEach(Node::update);
  }
}
