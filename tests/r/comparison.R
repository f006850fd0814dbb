# SPDX-License-Identifier: GPL-2.0-only
# What `compare` and `check` say of folders of records, once more by R's own means: a line a
# figure that differs by more than 1e-9 of itself, or, of a difference in cycles, by more than
# 1e-9; then how many agree.
# usage: comparison.R SHOW COMPARE CHECK: CSV of `show` of all records, and of both commands.

files <- commandArgs(TRUE)
tables <- lapply(files, read.csv, stringsAsFactors = FALSE)
rows <- tables[[1]]

# Facts of a record, which CSV has none of; NA: it does not say.
fact <- function(file, key) {
	line <- grep(paste0("\"", key, "\":"), readLines(file), value = TRUE)
	if (length(line)) sub(".*: \"?([^\",]*)\"?,?$", "\\1", line[1]) else NA
}
of_record <- function(key) sapply(unique(rows$record), fact, key)[rows$record]
rows$side <- dirname(rows$record)
pair <- of_record("pair")
rows$paired <- !is.na(pair)
rows$boot <- ifelse(rows$paired, pair, of_record("boot_id"))
copies <- duplicated(rows[c("side", "run", "bench")])
rows <- rows[!copies & rows$status == "ok" & of_record("calibration") != "failed", ]

rows <- split(rows, list(rows$side, rows$bench))

# One value a boot, by name.
boots <- function(side, bench) {
	of <- rows[[paste(side, bench, sep = ".")]]
	v <- tapply(of$estimate, of$boot, mean)
	list(v = v, paired = all(of$paired), least = min(of$estimate))
}

one <- function(ours) {
	a <- boots(ours$a_path, ours$bench)
	b <- boots(ours$b_path, ours$bench)
	paired <- a$paired && b$paired
	if (paired) {
		both <- intersect(names(a$v), names(b$v))
		a$v <- a$v[both]
		b$v <- b$v[both]
	}
	ratio <- a$least >= 1 && b$least >= 1
	x <- if (ratio) log(a$v) else a$v
	y <- if (ratio) log(b$v) else b$v
	back <- if (ratio) function(d) exp(d) - 1 else identity
	level <- if (ratio) exp else identity
	delta <- .02 * if (ratio) 1 else max(1, mean(x))
	# The program takes cycles in millionths for logarithms.
	margin <- if (ratio) log1p(c(-delta, delta)) else 1e6 * log1p(1e-6 * c(-delta, delta))
	test <- function(...) t.test(y, x, paired = paired, ...)
	p <- function(alternative, mu) test(alternative = alternative, mu = mu)$p.value
	ci <- back(test()$conf.int)
	data.frame(
		bench = ours$bench, a = level(mean(x)), b = level(mean(y)), delta = delta,
		effect = back(mean(y) - mean(x)), ci_lo = ci[1], ci_hi = ci[2], p = test()$p.value,
		p_above = p("greater", margin[2]), p_below = p("less", margin[1]),
		p_within = max(p("greater", margin[1]), p("less", margin[2])),
		boots_a = length(x), boots_b = length(y), paired = as.numeric(paired))
}

agree <- 0
compare <- function(ours, theirs, beyond) {
	theirs <- theirs[match(ours$bench, theirs$bench), names(theirs) != "bench"]
	theirs$p_beyond <- beyond(theirs)
	theirs$p_above <- theirs$p_below <- NULL
	verdict <- with(theirs, ifelse(p_beyond <= .05, ifelse(effect > 0, "REGRESSED", "IMPROVED"),
				       ifelse(p_within <= .05, "SAME", "UNRESOLVED")))
	verdict[grepl("differs from itself", ours$reason)] <- "UNRESOLVED"
	for (column in names(theirs)) {
		scale <- ifelse(ours$effect_unit == "relative", abs(theirs[[column]]), 1)
		fine <- abs(ours[[column]] - theirs[[column]]) <= 1e-9 * scale
		report(ours, column, fine, theirs[[column]])
	}
	report(ours, "verdict", ours$verdict == verdict, verdict)
}
# A report asks whether it differs; a gate whether it is worse, and whether it is better.
differs <- function(p) p.adjust(pmin(1, 2 * p$p_above, 2 * p$p_below), "BH")
one_sided <- function(p)
	ifelse(p$effect < 0, p.adjust(p$p_below, "holm"), p.adjust(p$p_above, "holm"))
report <- function(ours, column, fine, theirs) {
	fine <- !is.na(fine) & fine
	agree <<- agree + sum(fine)
	wrong <- which(!fine)
	if (length(wrong))
		cat(paste0(ours$b_path, " ", ours$bench, " ", column, ": ", ours[[column]],
			   ", not ", theirs, "\n")[wrong], sep = "")
}
for (b in unique(tables[[2]]$b_path)) {
	ours <- lapply(tables[2:3], function(table) table[table$b_path == b, ])
	theirs <- do.call(rbind, lapply(split(ours[[1]], ours[[1]]$bench), one))
	compare(ours[[1]], theirs, differs)
	compare(ours[[2]], theirs, one_sided)
}
cat(agree, "\n", sep = "")
