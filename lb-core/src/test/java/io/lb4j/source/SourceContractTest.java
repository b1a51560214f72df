package io.lb4j.source;

import io.lb4j.endpoint.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Every source of lb4j against {@link EndpointSourceContract}. */
class SourceContractTest {
  /** A mutable source with something around it. */
  private static final class Wrapped extends EndpointSourceContract.World {
    private final EndpointSource.Mutable mutable =
        EndpointSource.mutable(EndpointSourceContract.endpoints(2).toArray(Endpoint[]::new));
    private final EndpointSource source;

    Wrapped(BiFunction<EndpointSource, ScheduledExecutorService, EndpointSource> around) {
      this.source = around.apply(mutable, scheduler);
    }

    Wrapped(
        BiFunction<EndpointSource, ScheduledExecutorService, EndpointSource> around,
        ScheduledExecutorService scheduler) {
      super(scheduler);
      this.source = around.apply(mutable, scheduler);
    }

    @Override
    EndpointSource source() {
      return source;
    }

    @Override
    void show(int endpoints) {
      mutable.update(EndpointSourceContract.endpoints(endpoints));
    }
  }

  interface WrappedContract extends EndpointSourceContract {
    EndpointSource around(EndpointSource source, ScheduledExecutorService scheduler);

    @Override
    default World world() {
      return new Wrapped(this::around);
    }

    @Override
    default World world(ScheduledExecutorService scheduler) {
      return new Wrapped(this::around, scheduler);
    }
  }

  /** A source that asks: {@code shown} endpoints, or none of them and an exception. */
  private static final class Asked extends EndpointSourceContract.World {
    private volatile int shown = 2;
    private EndpointSource source = EndpointSource.mutable();

    Asked(
        @Nullable ScheduledExecutorService scheduler,
        BiFunction<Asked, Polling, EndpointSource> make) {
      super(scheduler);
      source = make.apply(this, polling);
    }

    Asked(BiFunction<Asked, Polling, EndpointSource> make) {
      source = make.apply(this, polling);
    }

    int answer() throws IOException {
      if (shown == 0) {
        throw new IOException("registry down");
      }
      return shown;
    }

    @Override
    EndpointSource source() {
      return source;
    }

    @Override
    void show(int endpoints) {
      shown = endpoints;
    }

    @Override
    boolean fail() {
      shown = 0;
      return true;
    }
  }

  interface AskedContract extends EndpointSourceContract {
    EndpointSource make(Asked world, Polling polling);

    @Override
    default World world() {
      return new Asked(this::make);
    }

    @Override
    default World world(ScheduledExecutorService scheduler) {
      return new Asked(scheduler, this::make);
    }
  }

  private static List<InetAddress> addresses(int count) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = count; i >= 1; i--) {
      addresses.add(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i}));
    }
    return addresses;
  }

  @Nested
  class Mutable implements WrappedContract {
    @Override
    public EndpointSource around(EndpointSource source, ScheduledExecutorService scheduler) {
      return source;
    }
  }

  @Nested
  class Filtered implements WrappedContract {
    @Override
    public EndpointSource around(EndpointSource source, ScheduledExecutorService scheduler) {
      return source.filter(each -> true);
    }
  }

  @Nested
  class Mapped implements WrappedContract {
    @Override
    public EndpointSource around(EndpointSource source, ScheduledExecutorService scheduler) {
      return source.map(each -> each.withWeight(7));
    }
  }

  @Nested
  class Merged implements WrappedContract {
    @Override
    public EndpointSource around(EndpointSource source, ScheduledExecutorService scheduler) {
      return EndpointSource.merge(source, EndpointSource.mutable(), source);
    }
  }

  @Nested
  class Guarded implements WrappedContract {
    @Override
    public EndpointSource around(EndpointSource source, ScheduledExecutorService scheduler) {
      return new GuardedSource(source, 0.5, Duration.ofMinutes(1), scheduler);
    }
  }

  @Nested
  class Coalesced implements WrappedContract {
    @Override
    public EndpointSource around(EndpointSource source, ScheduledExecutorService scheduler) {
      return new CoalescedSource(source, Duration.ofNanos(1000), scheduler);
    }
  }

  @Nested
  class Polled implements AskedContract {
    @Override
    public EndpointSource make(Asked world, Polling polling) {
      return EndpointSource.polling(
          () -> EndpointSourceContract.endpoints(world.answer()), polling);
    }
  }

  @Nested
  class Dns implements AskedContract {
    @Override
    public EndpointSource make(Asked world, Polling polling) {
      return EndpointSource.dns("orders", 80)
          .resolver(host -> addresses(world.answer()))
          .polling(polling);
    }
  }

  @Nested
  class Srv implements AskedContract {
    @Override
    public EndpointSource make(Asked world, Polling polling) {
      return EndpointSource.srv("_http._tcp.orders")
          .lookup(name -> List.of(new SrvRecord(0, 0, 80, "orders" + world.answer())))
          .resolver(host -> addresses(Integer.parseInt(host.substring("orders".length()))))
          .polling(polling);
    }
  }

  /** All of them in one. */
  @Nested
  class Stacked implements AskedContract {
    @Override
    public EndpointSource make(Asked world, Polling polling) {
      EndpointSource polled =
          EndpointSource.polling(() -> EndpointSourceContract.endpoints(world.answer()), polling);
      EndpointSource guarded =
          new GuardedSource(
              polled.map(each -> each.withWeight(2)), 0.5, Duration.ofMinutes(1), world.scheduler);
      return new CoalescedSource(
          EndpointSource.merge(guarded.filter(each -> true), polled),
          Duration.ofSeconds(1),
          world.scheduler);
    }
  }

  @Nested
  class InAFile implements EndpointSourceContract {
    @TempDir Path folder;

    private final class Written extends World {
      private final Path file = folder.resolve("endpoints");
      private final EndpointSource source = EndpointSource.file(file).polling(polling);

      Written() {
        show(2);
      }

      Written(ScheduledExecutorService scheduler) {
        super(scheduler);
        show(2);
      }

      @Override
      EndpointSource source() {
        return source;
      }

      @Override
      void show(int endpoints) {
        write(
            EndpointSourceContract.endpoints(endpoints).stream()
                .map(each -> each.uri() + "\n")
                .collect(Collectors.joining()));
      }

      @Override
      boolean fail() {
        write("");
        return true;
      }

      private void write(String text) {
        try {
          Path next = Files.writeString(folder.resolve("next"), text);
          Files.move(
              next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
          throw new AssertionError(e);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public World world() {
      return new Written();
    }

    @Override
    public World world(ScheduledExecutorService scheduler) {
      return new Written(scheduler);
    }
  }
}
