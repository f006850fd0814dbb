# SPDX-License-Identifier: GPL-2.0-only
# Draw what harness/plots/canvas.c laid out, $DATA: call "canvas.gp" SVG PNG
# All coordinates are pixels of the SVG, from the left and from the top.  The texts come
# from columns of the data only, and none is ever evaluated.

reset
set encoding utf8
set datafile separator "\t"
set datafile commentschars ""
stats $DATA using ($1 == 99 ? (WIDTH = $2, HEIGHT = $3) : NaN) nooutput

# The colours of enum colour: Okabe and Ito's, without yellow, which white paper swallows.
array COLOURS[10] = [0x0072b2, 0xd55e00, 0x009e73, 0xb0568c, 0x000000, 0xe69f00, 0x56b4e9, \
	0x202020, 0x767676, 0xe4e4e4]
colour(i) = COLOURS[i + 1]
# The widths of the lines, the fonts of the texts in the order of enum style.
array WIDTHS[6] = [1, 1, 1, 1.5, 2, 3]
dash(line) = line == 2 ? 2 : 1
# Circle, square, triangle up, diamond, triangle down, pentagon, open square, small dot.
array MARKERS[8] = [7, 5, 9, 13, 11, 15, 4, 7]
# SVG takes the weight after a blank, Cairo after a colon.
BOLD = "sans-serif bold:Bold"
SANS = "sans-serif,13"
array FONTS[11] = [BOLD . ",18", SANS, BOLD . ",13", "monospace,11", SANS, SANS, "monospace,13", \
	"monospace,11", SANS, SANS, BOLD . ",12"]

set xrange [0:WIDTH]
set yrange [HEIGHT:0]
set margins 0, 0, 0, 0
unset border
unset tics
unset key
# Behind some texts, so that no line crosses them.
set style textbox opaque fillcolor rgb "white" noborder margins 0.3, 0.1

LINE = '$DATA using ($1 == style ? $2 : NaN):3:(colour($4)) with lines ' . \
	'linewidth WIDTHS[style + 1] dashtype dash(style) linecolor rgb variable'
MARK = '$DATA using ($1 == style ? $2 : NaN):3:($5 == 7 ? 0.35 : 1):' . \
	'($1 == style ? MARKERS[$5 + 1] - $6 : 0):(colour($4)) with points ' . \
	'pointsize variable pointtype variable linecolor rgb variable'
TEXT = '$DATA using ($1 == style ? $2 : NaN):3:5:(colour($4)) with labels ' . \
	'font FONTS[style - 6] textcolor rgb variable noenhanced'

# A title is what hovering over the SVG tells: nothing, instead of gnuplot's own names.
UNTITLED = 'title " " noenhanced'

# SVG's fonts are in pixels, and Cairo's in points of 4/3 pixels.
set terminal svg name "privbench" noenhanced size WIDTH, HEIGHT \
	font SANS background rgb "white"
set output ARG1
plot \
	for [style = 0 : 5] @LINE @UNTITLED, \
	for [style = 6 : 6] @MARK @UNTITLED, \
	for [style = 7 : 10] @TEXT left @UNTITLED, \
	for [style = 11 : 11] @TEXT center @UNTITLED, \
	for [style = 12 : 14] @TEXT right @UNTITLED, \
	for [style = 15 : 15] @TEXT center rotate by 90 @UNTITLED, \
	for [style = 16 : 16] @TEXT left boxed @UNTITLED, \
	for [style = 17 : 17] @TEXT center boxed @UNTITLED
set terminal pngcairo noenhanced size 2 * WIDTH, 2 * HEIGHT font SANS \
	fontscale 1.5 linewidth 2 pointscale 2 background rgb "white"
set output ARG2
refresh
unset output
