package io.lb4j.examples.demo;

import java.util.List;

/**
 * What an act has come to.
 *
 * @param reading the figures between its beginning and its end
 * @param http the HTTP endpoints at its end, with the figures of the act
 * @param sql replicas and primary, likewise
 * @param shareBefore the subject's share in the act before, from 0 to 1
 * @param share the subject's share in this act
 */
record ActReport(
    Act act, Reading reading, List<Row> http, List<Row> sql, double shareBefore, double share) {

  /** How the act moved its subject's share of the traffic; empty if it has no subject. */
  String moved() {
    return act.subject().isEmpty()
        ? ""
        : act.subject() + " " + Math.round(shareBefore * 100) + "->" + Line.percent(share);
  }
}
