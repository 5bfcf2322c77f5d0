// Fog: thick at the top of the picture, where things are far away, thin at the bottom.
// Argument: how thick, from 0 (none) to 1 (nothing is seen at the top).
thickness = parseFloat(getArgument());
fog = 200 + round(30 * random());
width = getWidth();
height = getHeight();
for (y = 0; y < height; y++) {
    clear = 1 - thickness * (1 - y / height);
    veil = (1 - clear) * fog;
    for (x = 0; x < width; x++) {
        colour = getPixel(x, y);
        red = round(((colour >> 16) & 255) * clear + veil);
        green = round(((colour >> 8) & 255) * clear + veil);
        blue = round((colour & 255) * clear + veil);
        setPixel(x, y, (red << 16) | (green << 8) | blue);
    }
}
