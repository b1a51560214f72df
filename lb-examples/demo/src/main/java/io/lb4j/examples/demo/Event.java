package io.lb4j.examples.demo;

/** Something a load balancer told its listener, in words for people. */
record Event(long atNanos, String subject, String text) {}
