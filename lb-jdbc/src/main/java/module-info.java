/**
 * DataSources over the application's own pools: reads balanced over replicas, keys routed to
 * shards.
 */
module io.lb4j.jdbc {
  requires transitive io.lb4j.core;
  requires transitive java.sql;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.lb4j.jdbc;
}
