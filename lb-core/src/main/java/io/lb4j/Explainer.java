package io.lb4j;

import io.lb4j.balancer.Choice;
import io.lb4j.balancer.PickContext;
import io.lb4j.event.Explanation;
import io.lb4j.load.Node;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts what the picker says together with what it never saw: those out of rotation, and why. */
final class Explainer {
  private Explainer() {}

  static Explanation explain(String service, Snapshot snapshot, PickContext context, long now) {
    Choice choice = choice(snapshot, context, now);
    Set<Node> rotation = Set.copyOf(snapshot.rotation());
    List<Explanation.Candidate> candidates =
        snapshot.members().stream()
            .map(node -> candidate(node, rotation, choice, context))
            .toList();
    return new Explanation(
        service,
        choice.node() == null ? null : choice.node().endpoint(),
        choice.reason(),
        snapshot.panic(),
        candidates);
  }

  private static Choice choice(Snapshot snapshot, PickContext context, long now) {
    Node trial = snapshot.dueTrial(context, now);
    if (trial != null) {
      return Choice.of(trial, "trial request: it is on probation");
    }
    return snapshot.picker() == null
        ? Choice.of(null, snapshot.closed() ? "it is closed" : "no endpoint can be chosen")
        : snapshot.picker().explain(context, now);
  }

  private static Explanation.Candidate candidate(
      Node node, Set<Node> rotation, Choice choice, PickContext context) {
    Double score = choice.scores().get(node);
    return new Explanation.Candidate(
        node.endpoint(),
        score == null ? OptionalDouble.empty() : OptionalDouble.of(score),
        excluded(node, rotation, choice, context));
  }

  private static @Nullable String excluded(
      Node node, Set<Node> rotation, Choice choice, PickContext context) {
    if (context.hasTried(node)) {
      return "already tried";
    }
    if (rotation.contains(node) || node == choice.node()) {
      return null;
    }
    return node.state().isInService()
        ? "weight " + node.weight()
        : node.state() + ", " + node.reason();
  }
}
