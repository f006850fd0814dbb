# SPDX-License-Identifier: GPL-2.0-only
# Curves over the cycles of independent work.  gnuplot -d -c overlap.gp DATA SVG PNG
DATA = ARG1; SVG = ARG2; PNG = ARG3
HERE = ARG0[1 : strlen(ARG0) - strlen("overlap.gp")]
load HERE . "style.gp"

# The sheet's axis goes up here, and the page ends where the curves do.
stats DATA index DOTS using 1 name "WORK" nooutput
set xrange [0:1.03 * WORK_max]
set yrange [0:XMAX]
set border 3 linecolor rgb "#767676"
set ytics nomirror out textcolor rgb "#202020"
set xtics autofreq
set format y "%g"
set label 2 "independent work between two writes, core cycles"
set ylabel AXIS noenhanced textcolor rgb "#202020"

set terminal unknown
plot \
	DATA index DOTS using 1:4:(colour($6)) with lines linewidth 2 linecolor rgb variable \
		title "value" noenhanced, \
	DATA index DOTS using 1:($2 == $2 ? $4 : -1):2:3:(colour($6)) with yerrorbars \
		pointtype 0 linewidth 1.5 linecolor rgb variable title "interval of the value" noenhanced, \
	DATA index DOTS using 1:4:(marker($5, 0)):(colour($6)) with points \
		pointsize 1.1 pointtype variable linecolor rgb variable title "value" noenhanced, \
	DATA index NAMES using 2:1:5:(colour($3)) with labels left offset character 1.2, 0 \
		font BOLD . ",13" textcolor rgb variable noenhanced title "work" noenhanced
load HERE . "output.gp"
