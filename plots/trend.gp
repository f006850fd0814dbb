# SPDX-License-Identifier: GPL-2.0-only
# A group's history, a strip a bench.  Down the sheet is down the page: y is in
# pixels.  gnuplot -d -c trend.gp DATA SVG PNG
DATA = ARG1; SVG = ARG2; PNG = ARG3
HERE = ARG0[1 : strlen(ARG0) - strlen("trend.gp")]
load HERE . "style.gp"

set xrange [XMIN:XMAX]
set yrange [HEIGHT - FOOT:TOP]
unset ytics
set xtics autofreq
DAY = 86400
# Seconds since 1970, or boots.
if (XMIN > 1e6) {
	set xtics time
	LONG = XMAX - XMIN > 4 * DAY
	STEP = LONG ? DAY * ceil((XMAX - XMIN) / DAY / 6) : ceil((XMAX - XMIN) / 5)
	set xtics STEP
	set format x (LONG ? "%Y-%m-%d" : "%m-%d %H:%M:%S") timedate
}
BOOT = 0; LEVEL = 1; CHANGE = 2; PLACE = 3; DRIFT = 4

set style textbox opaque fillcolor rgb "white" noborder margins 0.3, 0.1
set terminal unknown
plot \
	DATA index LINES using 1:(TOP):(0):(HEIGHT - FOOT - TOP):(colour($2)) with vectors nohead \
		linewidth 1 dashtype 2 linecolor rgb variable title "an epoch begins" noenhanced, \
	DATA index DOTS using ($5 == BOOT ? $1 : NaN):4:(colour($6)) with points \
		pointtype 7 pointsize 0.35 linecolor rgb variable title "boot" noenhanced, \
	DATA index DOTS using ($5 == LEVEL ? $2 : NaN):4:($3 - $2):(0):(colour($6)) with vectors nohead \
		linewidth 1.5 linecolor rgb variable title "level" noenhanced, \
	DATA index DOTS using ($5 == PLACE ? $2 : NaN):4:($3 - $2):(0):(colour($6)) with vectors nohead \
		linewidth 3 linecolor rgb variable title "where a change may be" noenhanced, \
	DATA index DOTS using ($5 == DRIFT ? $1 : NaN):4:(colour($6)) with lines \
		linewidth 1.5 linecolor rgb variable title "drift" noenhanced, \
	DATA index DOTS using ($5 == CHANGE ? $1 : NaN):4:9:(colour($6)) with labels boxed center \
		font BOLD . ",12" textcolor rgb variable noenhanced title "change, or epoch" noenhanced, \
	DATA index NAMES using (XMIN):($4 == 1 ? -1 : $1):5:(colour($3)) with labels right offset character -1, 0 \
		font "monospace,13" textcolor rgb variable noenhanced title "bench" noenhanced, \
	DATA index NAMES using (XMIN):($4 == 1 ? $1 : -1):5:(colour($3)) with labels right offset character -1, 0 \
		font "monospace,11" textcolor rgb variable noenhanced \
		title "from the least to the greatest value" noenhanced, \
	DATA index VERDICTS using (XMAX):1:5:(colour($3)) with labels left offset character 1, 0 \
		font "sans-serif,13" textcolor rgb variable noenhanced title "latest level" noenhanced
load HERE . "output.gp"
