package io.streetmatch.index;

import io.streetmatch.image.GeoLocation;
import io.streetmatch.image.ImageId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/**
 * What a document of the index remembers, beside its vector: an {@link IndexEntry} and the Lucene fields it becomes.
 *
 * <p>Everything that an answer needs is one binary doc value: read in place, without decompressing a block of other documents.
 */
record EntryDocument(SourcePicture source, String variant, String edit, String recipe) {

    static final String VECTOR = "vector";

    private static final String KEY = "key";
    private static final String SOURCE = "source";
    private static final String VARIANT = "variant";
    private static final String RECIPE = "recipe";
    private static final String ENTRY = "entry";
    private static final int VERSION = 2;

    /** Finds the entry with this {@link IndexEntry#key}. */
    static Term key(String key) {
        return new Term(KEY, key);
    }

    /** Finds all entries of a picture. */
    static Term source(ImageId id) {
        return new Term(SOURCE, id.hex());
    }

    /** Finds all entries of this variant. */
    static Term variant(String variant) {
        return new Term(VARIANT, variant);
    }

    /** Finds all entries that were made with this recipe. */
    static Term recipe(String recipe) {
        return new Term(RECIPE, recipe);
    }

    private static EntryDocument of(IndexEntry entry) {
        return new EntryDocument(entry.source(), entry.variant(), entry.edit(), entry.recipe());
    }

    /** The fields of an entry. */
    static Document of(IndexEntry entry, VectorScoring scoring) {
        Document document = new Document();
        document.add(new StringField(KEY, entry.key(), Field.Store.NO));
        document.add(new StringField(SOURCE, entry.source().id().hex(), Field.Store.NO));
        document.add(new StringField(VARIANT, entry.variant(), Field.Store.NO));
        document.add(new StringField(RECIPE, entry.recipe(), Field.Store.NO));
        document.add(new BinaryDocValuesField(ENTRY, new BytesRef(of(entry).bytes())));
        document.add(new KnnFloatVectorField(VECTOR, scoring.prepare(entry.vector()), scoring.ranking()));
        return document;
    }

    /** Reads the entry of a document of a segment. */
    static EntryDocument read(LeafReader leaf, int document) throws IOException {
        BinaryDocValues values = leaf.getBinaryDocValues(ENTRY);
        if (values == null || !values.advanceExact(document)) {
            throw new CorruptIndexException("document " + document + " has no entry", leaf.toString());
        }
        BytesRef bytes = values.binaryValue();
        return parse(new DataInputStream(new ByteArrayInputStream(bytes.bytes, bytes.offset, bytes.length)), leaf);
    }

    /** The entry with its vector. */
    IndexEntry entry(float[] vector) {
        return new IndexEntry(source, variant, edit, recipe, vector);
    }

    /** The picture of an original, with its recipe. */
    StoredPicture stored() {
        return new StoredPicture(source, recipe);
    }

    /** The entry as a search hands it out. */
    Neighbour neighbour(VectorScoring.Score score) {
        return new Neighbour(source, variant, edit, score.distance(), score.similarity());
    }

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(source.id().hex());
            out.writeUTF(variant);
            out.writeUTF(edit);
            out.writeUTF(recipe);
            out.writeUTF(source.name());
            out.writeUTF(source.path());
            out.writeInt(source.width());
            out.writeInt(source.height());
            out.writeLong(source.bytes());
            out.writeLong(source.ingested().getEpochSecond());
            out.writeInt(source.ingested().getNano());
            out.writeBoolean(source.location().isPresent());
            if (source.location().isPresent()) {
                out.writeDouble(source.location().get().latitude());
                out.writeDouble(source.location().get().longitude());
            }
        } catch (UTFDataFormatException e) {
            throw new IllegalArgumentException("a name of picture " + source.id().abbreviated() + " is longer than 65,535 bytes", e);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static EntryDocument parse(DataInputStream in, LeafReader leaf) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new CorruptIndexException("an entry has version " + version + ", known is " + VERSION, leaf.toString());
        }
        ImageId id = new ImageId(in.readUTF());
        String variant = in.readUTF();
        String edit = in.readUTF();
        String recipe = in.readUTF();
        SourcePicture source = new SourcePicture(id, in.readUTF(), in.readUTF(), in.readInt(), in.readInt(), in.readLong(),
                Instant.ofEpochSecond(in.readLong(), in.readInt()),
                in.readBoolean() ? Optional.of(new GeoLocation(in.readDouble(), in.readDouble())) : Optional.empty());
        return new EntryDocument(source, variant, edit, recipe);
    }
}
