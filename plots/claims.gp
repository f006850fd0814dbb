# SPDX-License-Identifier: GPL-2.0-only
# Claims as effects, around 1.  gnuplot -d -c claims.gp DATA SVG PNG
DATA = ARG1; SVG = ARG2; PNG = ARG3
HERE = ARG0[1 : strlen(ARG0) - strlen("claims.gp")]

load HERE . "style.gp"
NAMES_AT = sprintf("left offset screen %f, 0", -across(LEFT - 20)); NAME_FONT = "sans-serif,13"
NAME_TITLE = "claim"; LINE_TITLE = "no difference"
load HERE . "rows.gp"
load HERE . "output.gp"
