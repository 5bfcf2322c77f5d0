package io.streetmatch.tune;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NearCopiesTest {

    @Test
    void takesTheSameDirectionForTheSamePicture() {
        NearCopies copies = new NearCopies();
        assertThat(copies.add(new float[] {1, 0, 0})).isTrue();
        assertThat(copies.add(new float[] {5, 0, 0})).isFalse();
        // Cosines of 0.98 and 0.96.
        assertThat(copies.add(new float[] {0.98f, 0.199f, 0})).isFalse();
        assertThat(copies.add(new float[] {0.96f, 0.28f, 0})).isTrue();
        assertThat(copies.add(new float[] {0.96f, 0.28f, 0})).isFalse();
    }

    @Test
    void bearsPicturesWithoutAnyFeature() {
        NearCopies copies = new NearCopies();
        assertThat(copies.add(new float[2])).isTrue();
        assertThat(copies.add(new float[] {1, 0})).isTrue();
    }
}
