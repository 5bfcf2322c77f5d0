package io.streetmatch.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/** A folder on a disk that is full whenever the test says so: bytes cannot be written, files can be read and deleted. */
final class FailingDirectory extends FilterDirectory {

    private final AtomicBoolean full;

    FailingDirectory(Path folder, AtomicBoolean full) throws IOException {
        super(FSDirectory.open(folder));
        this.full = full;
    }

    private void write() throws IOException {
        if (full.get()) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        return new FailingOutput(in.createOutput(name, context));
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) throws IOException {
        return new FailingOutput(in.createTempOutput(prefix, suffix, context));
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
        write();
        super.sync(names);
    }

    private final class FailingOutput extends FilterIndexOutput {

        FailingOutput(IndexOutput out) {
            super("failing " + out.getName(), out.getName(), out);
        }

        @Override
        public void writeByte(byte value) throws IOException {
            write();
            super.writeByte(value);
        }

        @Override
        public void writeBytes(byte[] values, int offset, int length) throws IOException {
            write();
            super.writeBytes(values, offset, length);
        }
    }
}
