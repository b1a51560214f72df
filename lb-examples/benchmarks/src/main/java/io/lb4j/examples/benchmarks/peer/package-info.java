/**
 * The peers, each set up through its public entry points over endpoints that need no network. One
 * file for each peer; no code of theirs is copied and none is reached by reflection.
 */
package io.lb4j.examples.benchmarks.peer;
