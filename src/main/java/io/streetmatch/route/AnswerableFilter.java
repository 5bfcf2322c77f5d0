package io.streetmatch.route;

import io.streetmatch.search.IndexWatch;
import java.io.File;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/** Holds questions back while the index does not answer; others pass as the filter behind it says. Safe for use by several threads. */
public final class AnswerableFilter implements GenericFileFilter<File> {

    private final IndexWatch watch;
    private final SettledFilter settled;

    AnswerableFilter(IndexWatch watch, SettledFilter settled) {
        this.watch = watch;
        this.settled = settled;
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        return (file.isDirectory() || watch.answers()) && settled.accept(file);
    }
}
