// Rain: bright streaks, all slanting the same way, somewhat soft.
// Argument: how many streaks for each 100 x 100 pixels.
width = getWidth();
height = getHeight();
drops = round(parseFloat(getArgument()) * width * height / 10000);
slant = 0.3 * (random() - 0.5);
setLineWidth(1);
for (i = 0; i < drops; i++) {
    grey = 170 + round(70 * random());
    length = height * (0.02 + 0.05 * random());
    x = width * random();
    y = height * random();
    setColor(grey, grey, grey);
    drawLine(x, y, x + slant * length, y + length);
}
run("Smooth");
