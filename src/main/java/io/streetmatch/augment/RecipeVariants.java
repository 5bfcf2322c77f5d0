package io.streetmatch.augment;

import ij.Prefs;
import ij.process.ColorProcessor;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import java.util.ArrayList;
import java.util.List;

/** Makes the variants that a recipe asks for. Safe for use by several threads. */
public final class RecipeVariants implements VariantMaker {

    private final Recipe recipe;
    private final String fingerprint;
    private final LeftOut leftOut = new LeftOut();

    /** Variants by this recipe. */
    public RecipeVariants(Recipe recipe) {
        // Pictures are edited side by side; ImageJ's own threads would only get in each other's way.
        Prefs.setThreads(1);
        this.recipe = recipe;
        this.fingerprint = recipe.fingerprint();
    }

    @Override
    public String recipe() {
        return fingerprint;
    }

    @Override
    public int variantCount() {
        return recipe.variantCount();
    }

    @Override
    public List<Variant> variantsOf(ImageId id, Picture original) throws InterruptedException {
        Picture reduced = reduced(original);
        List<Variant> variants = new ArrayList<>();
        for (VariantPlan plan : recipe.plans()) {
            for (int number = 0; number < plan.count(); number++) {
                String name = plan.variantName(number);
                Edit edit = plan.draw(recipe.lot(id, name));
                try {
                    variants.add(new Variant(name, edit.text(), picture(edit.apply(pixels(reduced)))));
                } catch (MacroFailedException e) {
                    // Its picture and the other variants are worth more than to wait for somebody who mends the macro.
                    leftOut.note(plan, id, name, e.getMessage());
                }
            }
        }
        return variants;
    }

    @Override
    public List<String> leftOut() {
        return leftOut.messages();
    }

    @Override
    public void close() {
        recipe.plans().forEach(VariantPlan::close);
    }

    private Picture reduced(Picture original) {
        double scale = (double) recipe.workSize() / Math.max(original.width(), original.height());
        return scale >= 1 ? original : original.resized(
                (int) Math.max(1, Math.round(original.width() * scale)), (int) Math.max(1, Math.round(original.height() * scale)));
    }

    /** A copy of a picture's pixels that ImageJ may change. */
    static ColorProcessor pixels(Picture picture) {
        byte[] rgb = picture.rgb();
        int[] packed = new int[picture.width() * picture.height()];
        for (int i = 0, at = 0; i < packed.length; i++, at += 3) {
            packed[i] = 0xFF000000 | (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | rgb[at + 2] & 0xFF;
        }
        return new ColorProcessor(picture.width(), picture.height(), packed);
    }

    /** What ImageJ made, as a picture. */
    static Picture picture(ColorProcessor pixels) {
        int[] packed = (int[]) pixels.getPixels();
        byte[] rgb = new byte[3 * packed.length];
        for (int i = 0, at = 0; i < packed.length; i++) {
            rgb[at++] = (byte) (packed[i] >> 16);
            rgb[at++] = (byte) (packed[i] >> 8);
            rgb[at++] = (byte) packed[i];
        }
        return Picture.ofRgb(pixels.getWidth(), pixels.getHeight(), rgb);
    }
}
