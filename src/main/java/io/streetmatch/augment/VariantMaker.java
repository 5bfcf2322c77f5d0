package io.streetmatch.augment;

import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import java.util.List;

/** Makes the variants that are stored beside a picture. Must be safe for use by several threads, and repeatable. */
public interface VariantMaker {

    /** Stores the picture alone. */
    VariantMaker NONE = new VariantMaker() {
        @Override
        public String recipe() {
            return "none";
        }

        @Override
        public int variantCount() {
            return 0;
        }

        @Override
        public List<Variant> variantsOf(ImageId id, Picture original) {
            return List.of();
        }
    };

    /** Fingerprint of what is done to pictures: changes with everything that changes a variant. */
    String recipe();

    /** How many variants a picture gets. */
    int variantCount();

    /**
     * The variants of a picture, without the original.
     *
     * @param id of the picture's file, for whatever is drawn by lot: the same picture always gets the same variants
     * @param original upright, RGB
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    List<Variant> variantsOf(ImageId id, Picture original) throws InterruptedException;
}
