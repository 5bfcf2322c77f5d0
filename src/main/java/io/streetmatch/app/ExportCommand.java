package io.streetmatch.app;

import io.streetmatch.folder.DataFolder;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.transfer.CollectionCounts;
import io.streetmatch.transfer.CollectionHeader;
import io.streetmatch.transfer.CollectionWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the collection to a file; a half one never has its name. */
@Command(name = "export", mixinStandardHelpOptions = true,
        description = "Writes the collection, vectors included, to a file from which 'import' fills another index without embedding anything"
                + " again. Works beside a running daemon. The pictures themselves stay where they are.")
final class ExportCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private IndexOption index = new IndexOption();

    @Option(names = "--force", description = "Replace FILE if it exists.")
    private boolean force;

    @Parameters(paramLabel = "FILE", description = "File to write; - is standard output.")
    private Path file = Path.of("-");

    @Override
    public Integer call() throws Exception {
        Settings settings = index.in(options.settings());
        DataFolder data = settings.dataFolder();
        requireFolder();
        refuseToOverwrite();
        try (VectorIndex collection = new Indexes(settings).asItIs(data).orElseThrow(() -> new SettingsException(
                "There is no collection to export in %s.".formatted(new Indexes(settings).place(data))))) {
            if (file.toString().equals("-")) {
                write(collection, new FileOutputStream(FileDescriptor.out), System.err);
                return 0;
            }
            writeWhole(collection);
            return 0;
        }
    }

    /** Under a hidden name that goes away with the process, until all of it is there. */
    private void writeWhole(VectorIndex collection) throws IOException, SettingsException, IndexUnavailableException {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(".%s.%d.part".formatted(target.getFileName(), ProcessHandle.current().pid()));
        part.toFile().deleteOnExit();
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(collection, Channels.newOutputStream(channel), System.out);
            channel.force(true);
            refuseToOverwrite();
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw new IOException("Writing %s failed: %s. Nothing was left behind.".formatted(file, e), e);
        }
    }

    private void requireFolder() throws SettingsException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new SettingsException("There is no folder %s. Make it, or name another file.".formatted(folder));
        }
    }

    private void refuseToOverwrite() throws SettingsException {
        if (!force && Files.exists(file)) {
            throw new SettingsException("%s exists already. Choose another name, or replace it with --force.".formatted(file));
        }
    }

    private static void write(VectorIndex collection, OutputStream out, PrintStream say) throws IOException, IndexUnavailableException {
        long total = collection.size().entries();
        CollectionWriter writer = new CollectionWriter(out,
                new CollectionHeader(collection.space(), total, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        Progress progress = new Progress(System.err, Terminal.showsProgress(), "entries");
        long[] done = {0};
        try {
            collection.scan(entry -> {
                write(writer, entry);
                progress.show(++done[0], Math.max(total, done[0]));
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            progress.end();
        }
        CollectionCounts counts = writer.finish();
        say.printf(Locale.ROOT, "%,d pictures, %,d entries of model %s written from %s in %s%n", counts.pictures(), counts.entries(),
                collection.space().model(), collection.describe(), Progress.spelled(progress.elapsed()));
    }

    private static void write(CollectionWriter writer, IndexEntry entry) {
        try {
            writer.write(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
