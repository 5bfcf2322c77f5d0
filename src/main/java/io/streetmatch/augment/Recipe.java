package io.streetmatch.augment;

import io.streetmatch.image.ImageId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Which variants of a picture are made, and how. Immutable; made by {@link RecipeReader}. */
public final class Recipe {

    /** Part of every fingerprint; goes up when an operation's pixels change, so that collections are seen to be out of date. */
    private static final int PIXELS_VERSION = 1;

    private static final int FINGERPRINT_BYTES = 6;

    private final String name;
    private final String description;
    private final int workSize;
    private final long seed;
    private final List<VariantPlan> plans;

    Recipe(String name, String description, int workSize, long seed, List<VariantPlan> plans) {
        this.name = name;
        this.description = description;
        this.workSize = workSize;
        this.seed = seed;
        this.plans = List.copyOf(plans);
    }

    /** Name of its file without the ending. */
    public String name() {
        return name;
    }

    /** What it is for, in the words of its author; may be empty. */
    public String description() {
        return description;
    }

    /** Long side in pixels that pictures are reduced to before they are edited; smaller ones stay as they are. */
    public int workSize() {
        return workSize;
    }

    /** How many variants a picture gets. */
    public int variantCount() {
        return plans.stream().mapToInt(VariantPlan::count).sum();
    }

    /** Changes with everything that changes a variant, and with nothing else: 12 hexadecimal digits. */
    public String fingerprint() {
        String all = "%d %d %d %s".formatted(PIXELS_VERSION, workSize, seed, plans);
        return hex(all.getBytes(StandardCharsets.UTF_8)).substring(0, 2 * FINGERPRINT_BYTES);
    }

    /** SHA-256 in hexadecimal digits. */
    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    List<VariantPlan> plans() {
        return plans;
    }

    /** What is drawn by lot for one variant of one picture: hangs on recipe seed, picture and variant name alone. */
    Random lot(ImageId picture, String variant) {
        byte[] hash = sha256("%d %s %s".formatted(seed, picture.hex(), variant).getBytes(StandardCharsets.UTF_8));
        long own = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            own = own << 8 | hash[i] & 0xFF;
        }
        return new Random(own);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
