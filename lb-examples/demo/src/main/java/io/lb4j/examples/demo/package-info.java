/**
 * The demo behind {@code mvn -q}: real HTTP servers and a real PostgreSQL cluster on this machine,
 * traffic through lb-okhttp and lb-jdbc, and in half a minute most of what can go wrong with them.
 * Start at {@link io.lb4j.examples.demo.Demo}; the acts are in {@code Script}.
 */
@NullMarked
package io.lb4j.examples.demo;

import org.jspecify.annotations.NullMarked;
