package io.lb4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads source files and says where they break the rules of the house. */
public final class House {
  private static final Map<String, Integer> RANKS =
      Map.ofEntries(
          Map.entry("internal", 0),
          Map.entry("time", 0),
          Map.entry("endpoint", 1),
          Map.entry("hash", 1),
          Map.entry("source", 2),
          Map.entry("load", 2),
          Map.entry("event", 3),
          Map.entry("balancer", 4),
          Map.entry("health", 4),
          Map.entry("route", 4),
          Map.entry("retry", 4),
          Map.entry("limit", 4),
          Map.entry("scale", 4),
          Map.entry("", 5),
          Map.entry("okhttp", 6),
          Map.entry("jdbc", 6));

  /**
   * Used everywhere by design: logging and nullness; okhttp3 and java.sql are adapters' own trade.
   */
  private static final Set<String> COMMON =
      Set.of("org.slf4j", "org.jspecify", "okhttp3", "okio", "kotlin", "javax.sql", "javax.net");

  /** Also in Javadoc and code with full names, so that nothing slips past the import lines. */
  private static final Pattern LB4J = Pattern.compile("\\bio\\.lb4j\\.((?:[a-z]\\w*\\.)*)[A-Z*]");

  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+);");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^((?:@.*\\n)*)public (?:final |sealed |non-sealed |abstract )*"
              + "(?:class|interface|enum|record|@interface) ");
  private static final Pattern BANNED =
      Pattern.compile("(Manager|Helper|Utils?|Impl)\\.java$|^(Abstract|Default)[A-Z]\\w*\\.java$");

  private record Source(String room, String name, String text) {
    String where() {
      return room.isEmpty() ? name : room + "/" + name;
    }
  }

  private final List<Source> sources;

  private House(List<Source> sources) {
    this.sources = sources;
  }

  public static House of(Path... roots) {
    List<Source> all = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("module-info.java"))
            .sorted()
            .forEach(file -> all.add(read(root, file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new House(all);
  }

  private static Source read(Path root, Path file) {
    String folder = root.relativize(file.getParent()).toString().replace('\\', '/');
    String room = folder.replaceFirst("^io/lb4j/?", "").replaceFirst("/.*", "");
    try {
      return new Source(room, file.getFileName().toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<String> upwardImports() {
    Set<String> found = new TreeSet<>();
    for (Source source : sources) {
      Matcher matcher = LB4J.matcher(source.text);
      while (matcher.find()) {
        String target = matcher.group(1).replaceFirst("\\..*", "");
        if (!target.equals(source.room) && rank(target) >= rank(source.room)) {
          found.add(source.where() + " imports io.lb4j" + (target.isEmpty() ? "" : "." + target));
        }
      }
    }
    return List.copyOf(found);
  }

  private static int rank(String room) {
    return RANKS.getOrDefault(room, 99);
  }

  public List<String> packagesWithoutRank() {
    return sources.stream()
        .map(Source::room)
        .filter(room -> !RANKS.containsKey(room))
        .distinct()
        .toList();
  }

  public List<String> mentions(String... names) {
    return sources.stream()
        .flatMap(
            source ->
                Stream.of(names)
                    .filter(name -> source.text.contains(name))
                    .map(name -> source.where() + ": " + name))
        .toList();
  }

  public List<String> publicTypesWithoutJavadoc() {
    return sources.stream()
        .filter(source -> !source.name.equals("package-info.java"))
        .filter(House::lacksJavadoc)
        .map(Source::where)
        .toList();
  }

  private static boolean lacksJavadoc(Source source) {
    Matcher matcher = PUBLIC_TYPE.matcher(source.text);
    return matcher.find()
        && !source.text.substring(0, matcher.start()).stripTrailing().endsWith("*/");
  }

  public List<String> packagesWithoutComment() {
    Set<String> rooms =
        sources.stream().map(Source::room).collect(Collectors.toCollection(TreeSet::new));
    sources.stream()
        .filter(source -> source.name.equals("package-info.java") && source.text.startsWith("/**"))
        .forEach(source -> rooms.remove(source.room));
    return List.copyOf(rooms);
  }

  public List<String> librariesImportedInSeveralPlaces() {
    Map<String, Set<String>> rooms = new TreeMap<>();
    for (Source source : sources) {
      Matcher matcher = IMPORT.matcher(source.text);
      while (matcher.find()) {
        String library = library(matcher.group(1));
        if (!library.startsWith("java.") && !library.startsWith("io.lb4j") && !isCommon(library)) {
          rooms.computeIfAbsent(library, key -> new TreeSet<>()).add(source.room);
        }
      }
    }
    return rooms.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(entry -> entry.getKey() + " in " + entry.getValue())
        .toList();
  }

  private static boolean isCommon(String library) {
    return COMMON.stream()
        .anyMatch(common -> library.equals(common) || library.startsWith(common + "."));
  }

  /** The lower-case part of an imported name: {@code com.github.benmanes.caffeine}. */
  private static String library(String imported) {
    String packageName = imported.replaceFirst("\\.[A-Z].*", "");
    String[] parts = packageName.split("\\.");
    return String.join(".", List.of(parts).subList(0, Math.min(4, parts.length)));
  }

  public List<String> bannedNames() {
    return sources.stream()
        .filter(source -> BANNED.matcher(source.name).find())
        .map(Source::where)
        .toList();
  }
}
