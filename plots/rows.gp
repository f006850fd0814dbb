# SPDX-License-Identifier: GPL-2.0-only
# Dots in rows with their values at their right.  Down the sheet is down the
# page: y is in pixels.  The caller says how the names stand there, NAMES_AT and
# NAME_FONT, and what hovering tells of them and of the upright lines.

set xrange [XMIN:XMAX]
set yrange [HEIGHT - FOOT:TOP]
unset ytics
# Behind the texts, so that no line crosses them.
set style textbox opaque fillcolor rgb "white" noborder margins 0.3, 0.1

set terminal unknown
plot \
	DATA index DOTS using (XMIN):4:($1 - XMIN):(0) with vectors nohead linecolor rgb "#e4e4e4" \
		title "from the axis to the value" noenhanced, \
	DATA index LINES using 1:(TOP):(0):(HEIGHT - FOOT - TOP):(colour($2)) with vectors nohead \
		linewidth 1 linecolor rgb variable title LINE_TITLE noenhanced, \
	DATA index DOTS using 1:($2 == $2 ? $4 : -1):2:3:(colour($6)) with xerrorbars \
		pointtype 0 linewidth 1.5 linecolor rgb variable title "interval of the value" noenhanced, \
	DATA index DOTS using 1:4:(marker($5, $7)):(colour($6)) with points \
		pointsize 1.1 pointtype variable linecolor rgb variable title "value" noenhanced, \
	DATA index DOTS using 8:4:9:(colour(7)) with labels boxed left offset character 1, 0 \
		textcolor rgb variable noenhanced title "value" noenhanced, \
	DATA index NAMES using (XMIN):($4 == 1 ? -1 : $1):5:(colour($3)) with labels @NAMES_AT \
		font NAME_FONT textcolor rgb variable noenhanced title NAME_TITLE noenhanced, \
	DATA index NAMES using (XMIN):($4 == 1 ? $1 : -1):5:(colour($3)) with labels @NAMES_AT \
		font "monospace,11" textcolor rgb variable noenhanced title NAME_TITLE noenhanced, \
	DATA index NOTES using (XMIN):1:5:(colour($3)) with labels boxed left offset character 1, 0 \
		textcolor rgb variable noenhanced title "why there is no value" noenhanced, \
	DATA index VERDICTS using (XMAX):1:5:(colour($3)) with labels left offset character 1, 0 \
		font BOLD . ",13" textcolor rgb variable noenhanced title "verdict" noenhanced
