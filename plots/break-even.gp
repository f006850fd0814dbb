# SPDX-License-Identifier: GPL-2.0-only
# Costs over the fault rate, crossings marked.  gnuplot -d -c break-even.gp DATA SVG PNG
DATA = ARG1; SVG = ARG2; PNG = ARG3
HERE = ARG0[1 : strlen(ARG0) - strlen("break-even.gp")]
load HERE . "style.gp"

# The sheet's axis goes up here.  Each form has its marks, at
# other points than the next: curves cover each other where the costs are the same.
CROSSING = 9
stats DATA index DOTS using 1 name "RATE" nooutput
set logscale xy 10
set xrange [RATE_min:1]
set yrange [XMIN:XMAX]
set border 3 linecolor rgb "#767676"
set ytics nomirror out textcolor rgb "#202020"
set xtics autofreq
set format y "%g"
set label 2 "share of the writes that fault — LOG SCALE"
set ylabel AXIS noenhanced textcolor rgb "#202020"

set terminal unknown
plot \
	DATA index DOTS using ($5 == CROSSING ? NaN : $1):4:(colour($6)) with lines \
		linewidth 2 linecolor rgb variable title "cost" noenhanced, \
	for [form = 0 : 3] DATA index DOTS every 16::4 * form + 2 \
		using ($5 == form ? $1 : NaN):4:(marker(form, 0)):(colour($6)) with points \
		pointsize 0.9 pointtype variable linecolor rgb variable title "cost" noenhanced, \
	DATA index DOTS using ($5 == CROSSING && $2 == $2 ? $1 : NaN):4:2:3:(XMIN):4:(colour($6)) with boxxyerror \
		fill solid 0.3 noborder linecolor rgb variable title "interval of the break-even rate" noenhanced, \
	DATA index DOTS using ($5 == CROSSING ? $1 : NaN):(XMIN):(0):($4 - XMIN):(colour($6)) with vectors nohead \
		linewidth 1 linecolor rgb variable title "break-even rate" noenhanced, \
	DATA index DOTS using ($5 == CROSSING ? $1 : NaN):4:(colour($6)) with points \
		pointtype 7 pointsize 1 linecolor rgb variable title "break-even rate" noenhanced, \
	DATA index DOTS using ($5 == CROSSING ? $1 : NaN):4:9:(colour($6)) with labels left \
		offset character 1, -1 font BOLD . ",13" textcolor rgb variable noenhanced \
		title "break-even rate" noenhanced, \
	DATA index NAMES using (1):1:5:(colour($3)) with labels left offset character 1.2, 0 \
		font BOLD . ",13" textcolor rgb variable noenhanced title "form of the write" noenhanced
load HERE . "output.gp"
