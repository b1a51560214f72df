/**
 * Turns the JSON of a run into the results page. Start at {@link
 * io.lb4j.examples.benchmarks.report.Report}.
 */
package io.lb4j.examples.benchmarks.report;
