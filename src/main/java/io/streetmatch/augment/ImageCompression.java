package io.streetmatch.augment;

import ij.process.ColorProcessor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Saved as a JPEG once more. Through the Java platform's encoder, which is the one that ImageJ saves with.
 *
 * @param quality 1 (worst) to 100
 */
record ImageCompression(Range quality) implements Operation {

    static ImageCompression read(Fields fields) throws RecipeException {
        return new ImageCompression(fields.integers("quality_range", 1, 100, new Range(50, 90)));
    }

    @Override
    public Edit draw(Random random) {
        int drawn = quality.drawInteger(random);
        return new Edit("ImageCompression(quality=" + drawn + ")", pixels -> compressed(pixels, drawn));
    }

    private static ColorProcessor compressed(ColorProcessor pixels, int quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            BufferedImage image = new BufferedImage(pixels.getWidth(), pixels.getHeight(), BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, pixels.getWidth(), pixels.getHeight(), (int[]) pixels.getPixels(), 0, pixels.getWidth());
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality / 100f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
            out.flush();
            reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            return new ColorProcessor(reader.read(0));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        } finally {
            writer.dispose();
            reader.dispose();
        }
    }
}
