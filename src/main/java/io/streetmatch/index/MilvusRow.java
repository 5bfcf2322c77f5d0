package io.streetmatch.index;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.milvus.v2.common.DataType;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq.CollectionSchema;
import io.streetmatch.image.GeoLocation;
import io.streetmatch.image.ImageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fields of an entry in a Milvus collection. */
final class MilvusRow {

    static final String KEY = "key";
    static final String VECTOR = "vector";
    static final String SOURCE = "source";
    static final String VARIANT = "variant";
    static final String RECIPE = "recipe";

    private static final String EDIT = "edit";
    private static final String NAME = "name";
    private static final String PATH = "path";
    private static final String WIDTH = "width";
    private static final String HEIGHT = "height";
    private static final String BYTES = "bytes";
    private static final String INGESTED = "ingested";
    private static final String LATITUDE = "latitude";
    private static final String LONGITUDE = "longitude";

    /** Milvus's own limit of a text field, in bytes. */
    private static final int LONGEST_TEXT = 65_535;

    private static final int SHORT_TEXT = 512;

    /** Stands for a place that is not known, because servers before 2.5 have no empty fields; outside every real range. */
    private static final double NO_PLACE = 999;

    /** Everything but the vector. */
    static final List<String> DESCRIPTION =
            List.of(KEY, SOURCE, VARIANT, EDIT, RECIPE, NAME, PATH, WIDTH, HEIGHT, BYTES, INGESTED, LATITUDE, LONGITUDE);

    /** Every field. */
    static final List<String> ALL = Stream.concat(DESCRIPTION.stream(), Stream.of(VECTOR)).toList();

    /** Names, paths and the rest of a row, generously. */
    private static final int TEXTS_BYTES = 2_000;

    private MilvusRow() {}

    /** About how much a row with a vector of this dimension takes in a message. */
    static int bytes(int dimension) {
        return Float.BYTES * dimension + TEXTS_BYTES;
    }

    /** The filter for the entries of pictures; their ids are hexadecimal. */
    static String ofSources(List<String> ids) {
        return SOURCE + " in [" + ids.stream().map(id -> '"' + id + '"').collect(Collectors.joining(", ")) + "]";
    }

    /** The schema of a collection whose vectors have this dimension. */
    static CollectionSchema schema(CollectionSchema schema, int dimension) {
        schema.addField(text(KEY, SHORT_TEXT, "SHA-256 of the picture's file, / and the variant").isPrimaryKey(true).autoID(false).build());
        schema.addField(AddFieldReq.builder().fieldName(VECTOR).dataType(DataType.FloatVector).dimension(dimension).build());
        schema.addField(text(SOURCE, SHORT_TEXT, "SHA-256 of the picture's file").build());
        schema.addField(text(VARIANT, SHORT_TEXT, "original, or the name of an edited copy").build());
        schema.addField(text(EDIT, LONGEST_TEXT, "how the copy was made").build());
        schema.addField(text(RECIPE, SHORT_TEXT, "fingerprint of the recipe in force").build());
        schema.addField(text(NAME, LONGEST_TEXT, "as it was dropped").build());
        schema.addField(text(PATH, LONGEST_TEXT, "where the file lies, relative to the data folder").build());
        schema.addField(AddFieldReq.builder().fieldName(WIDTH).dataType(DataType.Int32).description("pixels").build());
        schema.addField(AddFieldReq.builder().fieldName(HEIGHT).dataType(DataType.Int32).description("pixels").build());
        schema.addField(AddFieldReq.builder().fieldName(BYTES).dataType(DataType.Int64).description("size of the file").build());
        schema.addField(text(INGESTED, SHORT_TEXT, "when it was taken in, ISO 8601, UTC").build());
        schema.addField(AddFieldReq.builder().fieldName(LATITUDE).dataType(DataType.Double).description("degrees; 999: not known").build());
        schema.addField(AddFieldReq.builder().fieldName(LONGITUDE).dataType(DataType.Double).description("degrees; 999: not known").build());
        return schema;
    }

    private static AddFieldReq.AddFieldReqBuilder<?> text(String name, int longest, String description) {
        return AddFieldReq.builder().fieldName(name).dataType(DataType.VarChar).maxLength(longest).description(description);
    }

    /** An entry as Milvus takes it; {@code vector} as it is stored. */
    static JsonObject of(IndexEntry entry, float[] vector) {
        SourcePicture source = entry.source();
        JsonArray floats = new JsonArray(vector.length);
        for (float value : vector) {
            floats.add(value);
        }
        JsonObject row = new JsonObject();
        row.add(VECTOR, floats);
        row.addProperty(KEY, entry.key());
        row.addProperty(SOURCE, source.id().hex());
        row.addProperty(VARIANT, entry.variant());
        row.addProperty(EDIT, entry.edit());
        row.addProperty(RECIPE, entry.recipe());
        row.addProperty(NAME, source.name());
        row.addProperty(PATH, source.path());
        row.addProperty(WIDTH, source.width());
        row.addProperty(HEIGHT, source.height());
        row.addProperty(BYTES, source.bytes());
        row.addProperty(INGESTED, source.ingested().toString());
        row.addProperty(LATITUDE, source.location().map(GeoLocation::latitude).orElse(NO_PLACE));
        row.addProperty(LONGITUDE, source.location().map(GeoLocation::longitude).orElse(NO_PLACE));
        return row;
    }

    /** The entry in a row that has every field. */
    static IndexEntry entry(Map<String, Object> row) {
        return new IndexEntry(source(row), text(row, VARIANT), text(row, EDIT), text(row, RECIPE), vector(row));
    }

    /** The picture in a row, with its recipe. */
    static StoredPicture stored(Map<String, Object> row) {
        return new StoredPicture(source(row), text(row, RECIPE));
    }

    /** The picture in a row. */
    static SourcePicture source(Map<String, Object> row) {
        double latitude = ((Number) row.get(LATITUDE)).doubleValue();
        return new SourcePicture(new ImageId(text(row, SOURCE)), text(row, NAME), text(row, PATH), ((Number) row.get(WIDTH)).intValue(),
                ((Number) row.get(HEIGHT)).intValue(), ((Number) row.get(BYTES)).longValue(), Instant.parse(text(row, INGESTED)),
                latitude == NO_PLACE
                        ? Optional.empty()
                        : Optional.of(new GeoLocation(latitude, ((Number) row.get(LONGITUDE)).doubleValue())));
    }

    /** The stored vector in a row. */
    static float[] vector(Map<String, Object> row) {
        List<?> values = (List<?>) row.get(VECTOR);
        float[] vector = new float[values.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = ((Number) values.get(i)).floatValue();
        }
        return vector;
    }

    static String text(Map<String, Object> row, String field) {
        return String.valueOf(row.get(field));
    }
}
