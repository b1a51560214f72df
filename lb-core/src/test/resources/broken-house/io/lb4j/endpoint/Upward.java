package io.lb4j.endpoint;

import com.github.benmanes.caffeine.cache.Cache;
import io.lb4j.balancer.Picker;
import java.sql.Connection;

// a comment that is no Javadoc
public final class Upward {
  io.lb4j.load.Node node;
}
