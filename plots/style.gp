# SPDX-License-Identifier: GPL-2.0-only
# What all plots share: how the data file is read, colours, the heading, the
# two files.  ARG1 of the caller is the data file, ARG2 the SVG, ARG3 the PNG.
#
# Texts come from the data file's columns only, and none is ever evaluated.

set encoding utf8
set datafile separator "\t"
set datafile commentschars ""

# Okabe-Ito; yellow is left out, as white paper swallows it.
colour(i) = \
	i == 0 ? 0x0072b2 : i == 1 ? 0xd55e00 : i == 2 ? 0x009e73 : i == 3 ? 0xb0568c : \
	i == 4 ? 0x000000 : i == 5 ? 0xe69f00 : i == 6 ? 0x56b4e9 : i == 7 ? 0x202020 : 0x767676
# Circle, square, triangle, diamond, triangle, pentagon, open square; hollow where off the scale.
marker(i, off) = (i == 0 ? 7 : i == 1 ? 5 : i == 2 ? 9 : i == 3 ? 13 : i == 4 ? 11 : i == 5 ? 15 : 4) - off

# The blocks of the data file.
META = 0; HEADS = 1; NAMES = 2; NOTES = 3; VERDICTS = 4; DOTS = 5; LINES = 6

stats DATA index META using (WIDTH=$1, HEIGHT=$2, LEFT=$3, RIGHT=$4, TOP=$5, FOOT=$6, \
	NHEADS=int($7), XMIN=$8, XMAX=$9, LOG=int($10), TITLE=strcol(11), AXIS=strcol(12), 0) nooutput

# SVG takes the weight after a blank, Cairo after a colon.
BOLD = "sans-serif bold:Bold"

across(x) = x / WIDTH
down(y) = 1 - y / HEIGHT

set label 1 TITLE at screen across(20), down(20) left font BOLD . ",18" noenhanced
do for [i = 1 : NHEADS] {
	stats DATA index HEADS every ::(i - 1)::(i - 1) \
		using (Y=$1, MARKER=int($2), COLOUR=int($3), SMALL=int($4), HEAD=strcol(5), 0) nooutput
	if (MARKER >= 0) {
		set label 100 + i "" at screen across(26), down(Y) \
			point pointtype marker(MARKER, 0) pointsize 0.9 linecolor rgb colour(COLOUR)
	}
	set label 200 + i HEAD at screen across(MARKER >= 0 ? 38 : 20), down(Y) left \
		font (SMALL ? "monospace,11" : MARKER == -2 ? BOLD . ",13" : "sans-serif,13") \
		textcolor rgb colour(COLOUR) noenhanced
}

set lmargin at screen across(LEFT)
set rmargin at screen across(WIDTH - RIGHT)
set tmargin at screen down(TOP)
set bmargin at screen down(HEIGHT - FOOT)
set border 1 linecolor rgb "#767676"
set xtics nomirror out textcolor rgb "#202020"
# An xlabel that has no room is left out without a word, and to SVG text is taller than to PNG.
set label 2 AXIS at screen (across(LEFT) + across(WIDTH - RIGHT)) / 2, down(HEIGHT - FOOT + 47) center \
	textcolor rgb "#202020" noenhanced
set key off
set bars 0.5

# A decade or two want more marks than gnuplot gives them, and a short axis whole numbers.
DENSE = LOG && XMAX / XMIN < 2000
set format x "%g"
if (LOG) { set logscale x 10 }
if (DENSE) {
	set xtics (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, \
		10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)
}
if (!LOG && XMAX >= 1 && XMAX < 12) { set xtics 1 }
