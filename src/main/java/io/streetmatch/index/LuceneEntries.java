package io.streetmatch.index;

import io.streetmatch.image.ImageId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/** Entries of a Lucene index by what they are, not by how near they are. */
final class LuceneEntries {

    private LuceneEntries() {}

    /** Hands out every entry with its vector. */
    static void scan(IndexSearcher searcher, Consumer<IndexEntry> visitor) throws IOException {
        withVectors(searcher, new MatchAllDocsQuery(), visitor);
    }

    /** The entries of these pictures. */
    static List<IndexEntry> of(IndexSearcher searcher, Collection<ImageId> pictures) throws IOException {
        List<IndexEntry> entries = new ArrayList<>();
        withVectors(searcher, anyOf(pictures.stream().map(EntryDocument::source)), entries::add);
        return entries;
    }

    /** Hands out the original of every picture. */
    static void pictures(IndexSearcher searcher, Consumer<StoredPicture> visitor) throws IOException {
        stored(searcher, originals(), visitor);
    }

    /** Those of these pictures whose originals are there. */
    static List<StoredPicture> find(IndexSearcher searcher, Collection<ImageId> pictures) throws IOException {
        List<StoredPicture> found = new ArrayList<>();
        stored(searcher, anyOf(pictures.stream().map(id -> EntryDocument.key(IndexEntry.key(id, IndexEntry.ORIGINAL)))), found::add);
        return found;
    }

    /** How many originals were stored under another recipe. */
    static long outdated(IndexSearcher searcher, String recipe) throws IOException {
        return searcher.count(new BooleanQuery.Builder()
                .add(originals(), BooleanClause.Occur.MUST)
                .add(new TermQuery(EntryDocument.recipe(recipe)), BooleanClause.Occur.MUST_NOT)
                .build());
    }

    /** Finds the variants of other recipes that these entries' originals take away; one query a recipe. */
    static List<Query> leftovers(Collection<IndexEntry> entries) {
        return IndexEntry.originalsByRecipe(entries).entrySet().stream().map(group -> (Query) new BooleanQuery.Builder()
                .add(anyOf(group.getValue().stream().map(EntryDocument::source)), BooleanClause.Occur.MUST)
                .add(new TermQuery(EntryDocument.recipe(group.getKey())), BooleanClause.Occur.MUST_NOT)
                .add(originals(), BooleanClause.Occur.MUST_NOT)
                .build()).toList();
    }

    private static Query originals() {
        return new TermQuery(EntryDocument.variant(IndexEntry.ORIGINAL));
    }

    private static Query anyOf(Stream<Term> terms) {
        List<Term> all = terms.toList();
        return all.isEmpty() ? new MatchNoDocsQuery() : new TermInSetQuery(all.get(0).field(), all.stream().map(Term::bytes).toList());
    }

    private static void withVectors(IndexSearcher searcher, Query query, Consumer<IndexEntry> visitor) throws IOException {
        Visiting visiting = new Visiting(searcher, query);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            FloatVectorValues vectors = leaf.reader().getFloatVectorValues(EntryDocument.VECTOR);
            if (vectors != null) {
                visiting.visit(leaf, document -> {
                    vectors.advance(document);
                    visitor.accept(EntryDocument.read(leaf.reader(), document).entry(vectors.vectorValue().clone()));
                });
            }
        }
    }

    private static void stored(IndexSearcher searcher, Query query, Consumer<StoredPicture> visitor) throws IOException {
        Visiting visiting = new Visiting(searcher, query);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            visiting.visit(leaf, document -> visitor.accept(EntryDocument.read(leaf.reader(), document).stored()));
        }
    }

    /** Takes one document of a segment. */
    @FunctionalInterface
    private interface Visitor {
        void visit(int document) throws IOException;
    }

    /** The documents that a query finds, segment by segment. */
    private static final class Visiting {

        private final Weight weight;

        Visiting(IndexSearcher searcher, Query query) throws IOException {
            this.weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
        }

        void visit(LeafReaderContext leaf, Visitor visitor) throws IOException {
            Scorer scorer = weight.scorer(leaf);
            if (scorer == null) {
                return;
            }
            Bits live = leaf.reader().getLiveDocs();
            DocIdSetIterator documents = scorer.iterator();
            for (int document = documents.nextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; document = documents.nextDoc()) {
                if (live == null || live.get(document)) {
                    visitor.visit(document);
                }
            }
        }
    }
}
