# SPDX-License-Identifier: GPL-2.0-only
# Draw what harness/plots/canvas.c laid out, $DATA, once: call "canvas.gp" FORMAT FILE,
# with the arrays LIGHT and DARK of harness/plots/palette.c.
# All coordinates are pixels of the SVG, from the left and from the top.  The texts come
# from columns of the data only, and none is ever evaluated.

reset
set encoding utf8
set datafile separator "\t"
set datafile commentschars ""
stats $DATA using ($1 == 99 ? (WIDTH = $2, HEIGHT = $3) : NaN) nooutput

dark = ARG1 eq "dark"
mark(i) = dark ? DARK[i + 1] : LIGHT[i + 1]
text(i) = mark(i + 10)
PAPER = sprintf("#%06x", mark(20))
# The widths of the lines, the fonts of the texts in the order of enum style.
array WIDTHS[6] = [1, 1, 1, 1.5, 2, 3]
dash(line) = line == 2 ? 2 : 1
# Circle, square, triangle up, diamond, triangle down, pentagon, open square, small dot, plus.
array MARKERS[9] = [7, 5, 9, 13, 11, 15, 4, 7, 1]
# SVG takes the weight after a blank, Cairo after a colon.
bold(family) = family . (ARG1 eq "svg" ? " bold" : ":Bold")
SANS = "sans-serif,13"
MONO = "monospace,13"
array FONTS[12] = [bold("sans-serif") . ",17", SANS, bold("sans-serif") . ",13", "monospace,11", \
	SANS, SANS, MONO, "monospace,11", SANS, SANS, bold("sans-serif") . ",12", \
	bold("monospace") . ",13"]

set xrange [0:WIDTH]
set yrange [HEIGHT:0]
set margins 0, 0, 0, 0
unset border
unset tics
unset key
# Behind the labels of changes, so that no line crosses them.
set style textbox opaque fillcolor rgb PAPER noborder margins 0.3, 0.1

LINE = '$DATA using ($1 == style ? $2 : NaN):3:(mark($4)) with lines ' . \
	'linewidth WIDTHS[style + 1] dashtype dash(style) linecolor rgb variable'
# The svg terminal draws marks larger than Cairo does.
POINT = ARG1 eq "svg" ? 0.8 : 1
MARK = '$DATA using ($1 == style ? $2 : NaN):3:($5 == 7 ? 0.35 : POINT):' . \
	'($1 == style ? MARKERS[$5 + 1] - $6 : 0):(mark($4)) with points ' . \
	'pointsize variable pointtype variable linecolor rgb variable'
TEXT = '$DATA using ($1 == style ? $2 : NaN):3:5:(text($4)) with labels ' . \
	'font FONTS[style - 6] textcolor rgb variable noenhanced'

# SVG's fonts are in pixels, and Cairo's in points of 4/3 pixels.
if (ARG1 eq "svg") {
	set terminal svg noenhanced size WIDTH, HEIGHT font SANS background rgb PAPER
} else {
	set terminal pngcairo noenhanced size 1.25 * WIDTH, 1.25 * HEIGHT font SANS \
		fontscale 0.9375 linewidth 1.25 pointscale 1.25 background rgb PAPER
}
set output ARG2
plot \
	for [style = 0 : 5] @LINE, \
	for [style = 6 : 6] @MARK, \
	for [style = 7 : 10] @TEXT left, \
	for [style = 11 : 11] @TEXT center, \
	for [style = 12 : 14] @TEXT right, \
	for [style = 15 : 15] @TEXT center rotate by 90, \
	for [style = 16 : 16] @TEXT left, \
	for [style = 17 : 17] @TEXT center boxed, \
	for [style = 18 : 18] @TEXT right
unset output
