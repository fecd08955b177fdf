# Expected values of tests/measures/inference/test_inequality.py, in base R.
# Rscript tests/reference/funding_inequality.R > tests/reference/funding_inequality.txt
options(digits = 12)
cat(R.version.string, "\n")

# Incomes in the United States in 1968, in ten classes: mean of each class and how
# many it has. The example of packages ineq (Zeileis) and acid (Sohn) for R; the manual
# of acid 1.1 prints 0.4620911 as the Gini coefficient of the ten means.
x <- c(541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261)
n <- c(482, 825, 722, 690, 661, 760, 745, 2140, 1911, 1024)
cat("published 0.4620911\n")

# half the relative mean difference, over all pairs
pairwise <- function(x, w) {
  sum(outer(w, w) * abs(outer(x, x, "-"))) / (2 * sum(w) * sum(w * x))
}
cat("means", pairwise(x, rep(1, 10)), "\n")
cat("classes", pairwise(x, n), "\n")

# the same from everybody's income, as one less twice the area under the curve
everybody <- sort(rep(x, n))
y <- c(0, cumsum(everybody) / sum(everybody))
area <- sum((y[-1] + y[-length(y)]) / 2) / length(everybody)
cat("everybody", 1 - 2 * area, "\n")

# the curve at the ends of the classes
cat("curve_x", 0, cumsum(n) / sum(n), "\n")
cat("curve_y", 0, cumsum(n * x) / sum(n * x), "\n")

# what the upper fifth have, the curve taken as straight inside a class
upper <- approx(c(0, cumsum(n) / sum(n)), c(0, cumsum(n * x) / sum(n * x)), 0.8)$y
cat("upper_fifth", 1 - upper, "\n")
