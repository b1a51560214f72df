package io.lb4j.examples.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * The demo: what lb4j does while one server after the other has a bad day. {@code --help} tells the
 * options.
 *
 * <p>Ends by itself in less than a minute. Exit status 0: nothing was lost and nothing failed; 1:
 * something was; 2: an option is not known.
 */
public final class Demo {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final int INTERRUPTED = 130;

  private final Stage stage;
  private final Show show;
  private final Display display;
  private final PrintStream out;
  private final Thread hook = new Thread(this::interrupted, "demo-stop");
  private volatile boolean interrupted;

  private Demo(Options options, PrintStream out) throws Exception {
    this.out = out;
    this.stage = new Stage(options);
    List<Act> acts = Script.acts(stage, options.pace());
    this.show = new Show(stage, acts);
    this.display = display(options, acts.size());
  }

  private Display display(Options options, int acts) {
    boolean lively = Terminal.isLively(System.getenv(), Terminal.isInteractive());
    return switch (options.look()) {
      case PLAIN -> new PlainDisplay(out, acts);
      case LIVE -> live();
      case AUTOMATIC -> lively ? live() : new PlainDisplay(out, acts);
    };
  }

  private Display live() {
    return new LiveDisplay(show::view, new Screen(out), Glyphs.of(System.getenv()));
  }

  /** Runs the demo. */
  public static void main(String[] arguments) throws Exception {
    int status = run(arguments);
    if (status != 0) {
      System.exit(status); // and not by an exception: the last line is to be ours, not Maven's
    }
  }

  private static int run(String... arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("demo: " + e.getMessage());
      return MISUSED;
    }
    if (options.help()) {
      System.out.print(Options.USAGE);
      return 0;
    }
    return new Demo(options, System.out).play();
  }

  private int play() throws Exception {
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      Summary summary = show.play(display);
      return interrupted ? INTERRUPTED : finish(summary);
    } catch (Exception e) {
      if (interrupted) {
        return INTERRUPTED; // whatever failed, failed because everything is being stopped
      }
      throw e;
    } finally {
      display.close();
      stage.close();
      forget(hook);
    }
  }

  private int finish(Summary summary) {
    display.close();
    summary.print(out);
    stage.close();
    out.println(summary.lastLine());
    out.flush();
    return summary.isGood() && stage.sqlProblem() == null ? 0 : FAILED;
  }

  private void interrupted() {
    interrupted = true;
    show.stop();
    display.close();
    stage.close();
    out.println("demo: interrupted, everything is stopped");
    out.flush();
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // then it has run, or runs
    }
  }
}
