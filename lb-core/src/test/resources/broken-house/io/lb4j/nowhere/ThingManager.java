package io.lb4j.nowhere;

import com.github.benmanes.caffeine.cache.Cache;

/** Has a comment. */
public final class ThingManager {}
