package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** Small files of many kinds, and how they look while they are being written. */
final class GrowingFiles {

    private GrowingFiles() {}

    /** Every length at which the beginning of a file counts as a whole one. The file is made in a folder, once. */
    static List<Integer> completeLengths(byte[] whole, Path folder) throws IOException {
        List<Integer> complete = new ArrayList<>();
        Path file = Files.createFile(folder.resolve("growing"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int length = 1; length <= whole.length; length++) {
                channel.write(ByteBuffer.wrap(whole, length - 1, 1));
                if (Completeness.isCertain(file)) {
                    complete.add(length);
                }
            }
        }
        return complete;
    }

    static byte[] jpeg(int width, int height, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, new IIOImage(picture(width, height), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    static byte[] encoded(String kind) throws IOException {
        return switch (kind) {
            case "webp" -> encodedByOpenCv(".webp");
            case "tiff of libtiff" -> encodedByOpenCv(".tiff");
            case "animated gif" -> sequence("gif", 3);
            case "tiff of two pages" -> sequence("tiff", 2);
            case "tiff of tiles" -> tiles();
            case "bmp of which two bytes are in the last block" -> encoded("bmp", 4, 81);
            default -> encoded(kind, 40, 30);
        };
    }

    private static byte[] encoded(String format, int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture(width, height), format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static byte[] encodedByOpenCv(String ending) throws IOException {
        OpenCv.ensureLoaded();
        MatOfByte bytes = new MatOfByte();
        Mat picture = Imgcodecs.imdecode(new MatOfByte(encoded("png")), Imgcodecs.IMREAD_COLOR);
        assertThat(Imgcodecs.imencode(ending, picture, bytes)).isTrue();
        return bytes.toArray();
    }

    private static byte[] sequence(String format, int pictures) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < pictures; i++) {
                writer.writeToSequence(new IIOImage(picture(30 + i, 20), null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] tiles() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setTiling(16, 16, 0, 0);
            writer.write(null, new IIOImage(picture(48, 32), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage picture(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        Random random = new Random(1);
        for (int i = 0; i < width * height / 4; i++) {
            picture.setRGB(random.nextInt(width), random.nextInt(height), random.nextInt(0x1000000));
        }
        return picture;
    }
}
