package io.streetmatch.app;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.transfer.CollectionFileException;
import io.streetmatch.transfer.CollectionReader;
import io.streetmatch.transfer.Import;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Fills the index from a file that {@link ExportCommand} wrote. A file is checked to its end before anything is stored. */
@Command(name = "import", mixinStandardHelpOptions = true,
        description = "Fills the index from a file that 'export' wrote. What is in the index already stays, or is replaced by the same entry"
                + " of the file. Interrupted, the same command goes on. Exit code 1: it is not complete.")
final class ImportCommand implements Callable<Integer> {

    private static final int SHOWN = 10;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private IndexOption index = new IndexOption();

    @Parameters(paramLabel = "FILE", description = "File to read; - is standard input.")
    private Path file = Path.of("-");

    @Override
    public Integer call() throws Exception {
        Settings settings = index.in(options.settings());
        if (isStandardInput()) {
            return store(settings, new CollectionReader(new FileInputStream(FileDescriptor.in), "Standard input"));
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new SettingsException(file + " cannot be read. Name a file that 'bin/streetmatch export' wrote.");
        }
        check();
        try (InputStream in = Files.newInputStream(file)) {
            return store(settings, new CollectionReader(in, file.toString()));
        }
    }

    private boolean isStandardInput() {
        return file.toString().equals("-");
    }

    private void check() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            CollectionReader reader = new CollectionReader(in, file.toString());
            Progress progress = new Progress(System.err, Terminal.showsProgress(), "entries checked");
            while (reader.next().isPresent()) {
                progress.show(reader.counts().entries(), Math.max(reader.header().entries(), reader.counts().entries()));
            }
            progress.end();
        }
    }

    private int store(Settings settings, CollectionReader reader) throws Exception {
        DataFolder data = settings.dataFolder();
        if (settings.get(Keys.INDEX).equals(Indexes.MILVUS)) {
            // The server sees to several writers.
            return store(new Indexes(settings), data, reader);
        }
        Daemon.prepare(data);
        try (DaemonLock held = DaemonLock.tryAcquire(data).orElseThrow(() -> new SettingsException(
                "The collection in %s is in use (%s). Stop the daemon with 'bin/streetmatch stop', import, and start it again."
                        .formatted(data.root(), DaemonLock.holder(data))))) {
            data.finishSwap();
            return store(new Indexes(settings), data, reader);
        }
    }

    private int store(Indexes indexes, DataFolder data, CollectionReader reader) throws Exception {
        EmbeddingSpace space = reader.header().space();
        try (VectorIndex to = open(indexes, data, space)) {
            Progress progress = new Progress(System.err, Terminal.showsProgress(), "entries");
            Import.Outcome outcome = new Import(reader, to).run(done -> progress.show(done, Math.max(done, reader.header().entries())));
            progress.end();
            System.out.printf(Locale.ROOT, "%,d pictures, %,d entries of model %s stored in %s in %s%n", outcome.file().pictures(),
                    outcome.file().entries(), space.model(), to.describe(), Progress.spelled(progress.elapsed()));
            System.out.printf(Locale.ROOT, "It held %,d pictures, %,d entries before and holds %,d pictures, %,d entries now.%n",
                    outcome.before().pictures(), outcome.before().entries(), outcome.after().pictures(), outcome.after().entries());
            System.out.printf(Locale.ROOT, "%,d entries were read back and compared to the last float: %s%n", outcome.compared(),
                    outcome.different().isEmpty() ? "all are the same." : "%,d differ:".formatted(outcome.different().size()));
            outcome.different().stream().limit(SHOWN).forEach(key -> System.out.println("  " + key));
            return outcome.isComplete() ? 0 : 1;
        } catch (CollectionFileException e) {
            throw new IOException("%s Up to %,d entries of it are in the index: import an undamaged file over them."
                    .formatted(e.getMessage(), reader.counts().entries()), e);
        }
    }

    private VectorIndex open(Indexes indexes, DataFolder data, EmbeddingSpace space) throws Exception {
        Optional<EmbeddingSpace> there = indexes.spaceOf(data);
        if (there.isPresent() && !there.get().isComparableWith(space)) {
            throw new SettingsException(("%s holds vectors of %s, %s has those of %s: they cannot be compared. Import into an empty collection"
                    + " (another --data, or milvus.collection), or set model and metric, and run 'bin/streetmatch reindex' instead.")
                    .formatted(isStandardInput() ? "The file" : file, space.describe(), indexes.place(data), there.get().describe()));
        }
        return indexes.open(data, space, false);
    }
}
