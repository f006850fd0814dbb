# SPDX-License-Identifier: GPL-2.0-only
# The plot just described, as SVG and as PNG of twice the resolution.  SVG's
# fonts are in pixels, and Cairo's in points of 4/3 pixels.

set terminal svg name "privbench" noenhanced size WIDTH, HEIGHT font "sans-serif,13" background rgb "white"
set output SVG
replot
set terminal pngcairo noenhanced size 2 * WIDTH, 2 * HEIGHT font "sans-serif,13" \
	fontscale 1.5 linewidth 2 pointscale 2 background rgb "white"
set output PNG
replot
unset output
