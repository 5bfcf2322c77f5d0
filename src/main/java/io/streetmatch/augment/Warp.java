package io.streetmatch.augment;

import ij.process.ColorProcessor;

/** Draws a picture through a {@link Homography}, bilinear: ImageJ has no affine or perspective transformation of its own. */
final class Warp {

    private final int[] from;
    private final int width;
    private final int height;
    private final Border border;

    private Warp(ColorProcessor pixels, Border border) {
        this.from = (int[]) pixels.getPixels();
        this.width = pixels.getWidth();
        this.height = pixels.getHeight();
        this.border = border;
    }

    /**
     * A picture of the same size.
     *
     * @param back leads from a pixel of the result to the place in {@code pixels} where its colour comes from
     */
    static ColorProcessor apply(ColorProcessor pixels, Homography back, Border border) {
        Warp warp = new Warp(pixels, border);
        int[] to = new int[warp.from.length];
        for (int y = 0; y < warp.height; y++) {
            for (int x = 0; x < warp.width; x++) {
                double w = back.g() * x + back.h() * y + 1;
                to[y * warp.width + x] = warp.at((back.a() * x + back.b() * y + back.c()) / w, (back.d() * x + back.e() * y + back.f()) / w);
            }
        }
        return new ColorProcessor(warp.width, warp.height, to);
    }

    /** The colour between four pixels. */
    private int at(double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double down = y - top;
        int a = pixel(left, top);
        int b = pixel(left + 1, top);
        int c = pixel(left, top + 1);
        int d = pixel(left + 1, top + 1);
        int colour = 0xFF;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double above = (a >> shift & 0xFF) * (1 - right) + (b >> shift & 0xFF) * right;
            double below = (c >> shift & 0xFF) * (1 - right) + (d >> shift & 0xFF) * right;
            colour = colour << 8 | (int) (above * (1 - down) + below * down + 0.5);
        }
        return colour;
    }

    private int pixel(int x, int y) {
        if (x >= 0 && y >= 0 && x < width && y < height) {
            return from[y * width + x];
        }
        return border.mode() == Border.Mode.CONSTANT
                ? border.fill().packed()
                : from[border.inside(y, height) * width + border.inside(x, width)];
    }
}
