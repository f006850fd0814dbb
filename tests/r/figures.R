# SPDX-License-Identifier: GPL-2.0-only
# The figures of figures.c by R's own means, from the data in the file named.

d <- list()
for (line in grep("^data ", readLines(commandArgs(TRUE)[1]), value = TRUE)) {
	words <- strsplit(line, " ")[[1]]
	d[[words[2]]] <- as.numeric(words[-(1:2)])
}
say <- function(name, value) cat(sprintf("%s %.17g\n", name, value), sep = "")
say_at <- function(name, values) say(paste0(name, "-", seq_along(values)), values)
# The first grid runs slowest, as in C.
grid <- function(slow, quick, f) as.vector(sapply(slow, function(s) sapply(quick, function(q) f(q, s))))

say_at("cdf", grid(d$df, d$t, pt))
say_at("two-sided", grid(d$df, d$t, function(t, df) 2 * pt(-abs(t), df)))
say_at("quantile", grid(d$df, d$p, qt))

v <- d$values
say("mean", mean(v))
say("variance", var(v))
say("geometric", exp(mean(log(v))))
say(c("mean-lo", "mean-hi"), t.test(v)$conf.int)
say(c("log-mean-lo", "log-mean-hi"), exp(t.test(log(v))$conf.int))
say("low-mean", mean(sort(v)[1:8]))
say("p37", quantile(v, .37))

effect <- function(name, a, b, paired = FALSE) {
	test <- function(...) t.test(b, a, paired = paired, ...)
	p <- function(alternative, margin) test(alternative = alternative, mu = log1p(margin))$p.value
	says <- function(what, value) say(paste0(name, "-", what), value)
	says("ratio", exp(mean(b) - mean(a)))
	says("df", test()$parameter)
	says(c("lo", "hi"), exp(test(conf.level = .9)$conf.int))
	says(c("wide-lo", "wide-hi"), exp(test(conf.level = 1 - .05 / 200)$conf.int))
	says("p", test()$p.value)
	says("p-beyond", min(1, 2 * p("greater", .01), 2 * p("less", -.01)))
	says("p-above", p("greater", .01))
	says("p-below", p("less", -.01))
	says("p-equivalence", max(p("greater", -.03), p("less", .03)))
}
effect("unpaired", d$a, d$b)
effect("unequal", d$a[1:4], d$b)
effect("one-flat", d$flat[1:3], d$b)
effect("paired", d$a, d$b, paired = TRUE)

say_at("holm", p.adjust(d$many, "holm"))
say_at("bh", p.adjust(d$many, "BH"))

# Expected mean squares from the projections themselves: E(y'Qy) = tr(Q) s^2 + tr(Q Z Z') l^2 + ...
components <- function(name, batches, samples) {
	batch <- factor(rep(seq_along(samples), samples))
	boot <- factor(rep(rep(seq_along(batches), batches), samples))
	z <- list(boot = model.matrix(~ boot - 1), batch = model.matrix(~ batch - 1), sample = diag(length(boot)))
	onto <- function(m) m %*% solve(crossprod(m)) %*% t(m)
	mean <- matrix(1 / length(boot), length(boot), length(boot))
	q <- list(onto(z$boot) - mean, onto(z$batch) - onto(z$boot), diag(length(boot)) - onto(z$batch))
	expected <- t(sapply(q, function(q) sapply(z, function(z) sum(diag(q %*% z %*% t(z))))))
	s <- solve(expected, sapply(q, function(q) drop(t(d$nested) %*% q %*% d$nested)))
	s <- pmax(s, 0)
	say(paste0(name, "-", c("boot", "batch", "sample")), s)
}
components("unbalanced", d$batches, d$samples)
components("balanced", rep(3, 5), rep(4, 15))

# Over s, what was taken for a standard deviation of 1.
questions <- list(c(log1p(-.02), log1p(.02), .025, .05), c(-.01, .03, .0005, .05), c(-Inf, .03, .05, .05))
decided <- function(n, q, seen, se, df_seen, sd, df) {
	error <- sd / sqrt(n)
	spread <- sqrt(se^2 + error^2)
	z <- (q[1:2] - seen) / spread
	t <- qt(1 - q[3:4], df * (n - 1)) * error / spread
	chance <- function(s) {
		beyond <- pnorm(s * z[2] + t[1], lower.tail = FALSE) + pnorm(s * z[1] - t[1])
		within <- pmax(0, pnorm(s * z[2] - t[2]) - pnorm(s * z[1] + t[2]))
		(beyond + within) * 2 * df_seen * s * dchisq(df_seen * s^2, df_seen)
	}
	cuts <- unique(sort(c(seq(0, 6, .05), 2 * t[2] / diff(z))))
	sum(mapply(function(l, u) integrate(chance, l, u, rel.tol = 1e-12, abs.tol = 0, stop.on.error = FALSE)$value,
		   head(cuts, -1), tail(cuts, -1)))
}
plans <- function(q) {
	a <- d$a[1:6]
	welch <- t.test(d$b, a)
	v <- c(var(a), var(d$b))
	unpaired <- sapply(d$boots, decided, q, mean(d$b) - mean(a), welch$stderr, welch$parameter, sqrt(sum(v)),
			   sum(v)^2 / sum(v^2))
	x <- d$b - d$a
	list(unpaired, sapply(d$boots, decided, q, mean(x), sd(x) / sqrt(length(x)), length(x) - 1, sd(x), 1))
}
all <- lapply(questions, plans)
say_at("power", c(unlist(lapply(all, `[[`, 1)), unlist(lapply(all, `[[`, 2))))

# The usual dynamic programme: the best last segment for every end.
y <- d$series
scale <- function(lag) median(abs(diff(y, lag))) / (qnorm(.75) * sqrt(2))
gamma <- 1.5 * scale(1) * sqrt(1.2 / .8 / .8) * log(length(y))
say("gamma", gamma)
say("scale-2", scale(2))
square <- function(lag) mean(diff(y, lag)[abs(diff(y, lag)) <= 3 * sqrt(2) * scale(lag)]^2)
say("rho", square(2) / square(1) - 1)
best <- -gamma / 3
last <- c()
for (end in seq_along(y)) {
	cost <- sapply(1:end, function(from) best[from] + gamma / 3 + sum(abs(y[from:end] - median(y[from:end]))))
	best[end + 1] <- min(cost)
	last[end] <- which.min(cost)
}
starts <- c()
end <- length(y)
while (end > 0) {
	starts <- c(last[end], starts)
	end <- last[end] - 1
}
say("segments", length(starts))
say_at("segment", starts - 1)

# Neighbouring means of autoregressive noise: from its covariance matrix.
apart <- function(rho, weights) {
	covariance <- rho^abs(outer(seq_along(weights), seq_along(weights), "-"))
	drop(t(weights) %*% covariance %*% weights)
}
part <- function(n) rep(1 / n, n)
for_sizes <- function(f) sapply(d$sizes, f)
say_at("mean-variance", grid(d$rhos, d$sizes, function(n, rho) apart(rho, part(n))))
say_at("means-apart", as.vector(sapply(d$rhos, function(rho) for_sizes(function(a) for_sizes(function(b)
	2 * sqrt(apart(rho, c(-part(a), part(b)))))))))

# Three segments, given.
of <- rep(1:3, c(41, 49, 60))
x <- unlist(lapply(split(y, of), function(v) pmin(pmax(v, median(v) - .03), median(v) + .03)))
r <- x - ave(x, of)
r1 <- sum(sapply(split(r, of), function(v) sum(head(v, -1) * tail(v, -1)))) / sum(r^2)
say("segments-rho", (r1 + 3 / 150) / (1 - 4 * 3 / 150))
sizes <- c(41, 49, 60)
sd <- sqrt(sum(r^2) / sum(sizes * (1 - sapply(sizes, function(n) apart(.2, part(n))))))
df <- 147 * (1 - .2^2) / (1 + .2^2)
say("noise-sd", sd)
say("noise-df", df)
for (i in 1:2) {
	v <- x[of == i | of == i + 1]
	n <- sum(of == i)
	m <- c(mean(v[1:n]), mean(v[-(1:n)]))
	cost <- sapply(seq_along(v)[-1], function(at) {
		sum((v[1:(at - 1)] - mean(v[1:(at - 1)]))^2) + sum((v[at:length(v)] - mean(v[at:length(v)]))^2)
	})
	may <- which(cost - min(cost) <= -2 * log(1 - sqrt(.95)) * sd^2 * 1.2 / .8)
	first <- sum(sizes[seq_len(i - 1)])
	say(paste0(c("step-from-", "step-to-"), i + 1), m)
	say(paste0("step-p-", i + 1), 2 * pt(-abs(diff(m)) / (sd * sqrt(apart(.2, c(-part(n), part(length(v) - n))))), df))
	say(paste0(c("step-first-", "step-last-"), i + 1), first + range(may, n))
}
time <- seq_along(y) - 1
x <- pmin(pmax(y, median(y) - .03), median(y) + .03)
line <- lm(x ~ time)
ends <- predict(line, data.frame(time = c(0, 149)))
se <- coef(summary(line))["time", "Std. Error"] * 149 * sqrt(1.2 / .8)
say(c("line-from", "line-to"), ends)
say("line-p", 2 * pt(-abs(diff(ends)) / se, 148 * (1 - .2^2) / (1 + .2^2)))
