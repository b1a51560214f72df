package io.lb4j.jdbc;

import io.lb4j.examples.postgres.PostgresCluster;
import io.lb4j.examples.postgres.PostgresNode;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One cluster for all tests of the JVM, closed at its end. After each test every node runs again
 * and shows everything.
 */
final class SharedCluster implements BeforeAllCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(SharedCluster.class);

  private record Running(PostgresCluster cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.close();
    }
  }

  static PostgresCluster of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(SPACE)
        .computeIfAbsent(Running.class, each -> new Running(PostgresCluster.start()), Running.class)
        .cluster;
  }

  private static volatile @Nullable PostgresCluster current;

  static PostgresCluster cluster() {
    return Objects.requireNonNull(current, "not a test of this extension");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    current = of(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    PostgresCluster cluster = of(context);
    for (PostgresNode node : cluster.nodes()) {
      if (!node.isRunning()) {
        cluster.restart(node);
      }
    }
    cluster.standbys().forEach(cluster::resumeReplay);
    cluster.awaitCaughtUp(Duration.ofSeconds(30));
  }
}
