# Reference values for hubstudy.measures.position: run with `Rscript roles.R > roles.txt`.
# Ties are typed in as pairs source, target; groups by node. Each printed name has the
# graph's letter: ties, groups, then sna's figures, nodes row by row in the columns
# w_I w_O b_IO b_OI b_O t. sna's exp and sd are those of a random digraph of that size
# and density; per node they hold its own group fixed.
suppressMessages(library(sna))
options(digits = 15)
cat("version", R.version.string, "sna", as.character(packageVersion("sna")), "\n")

show <- function(name, n, ties, groups, symmetric = FALSE) {
  m <- matrix(0, n, n)
  m[matrix(ties, ncol = 2, byrow = TRUE)] <- 1
  if (symmetric) m <- pmax(m, t(m))
  roles <- brokerage(m, groups)
  cat(paste0(name, "_ties"), ties, "\n")
  cat(paste0(name, "_groups"), groups, "\n")
  cat(paste0(name, "_nodes"), t(roles$raw.nli), "\n")
  cat(paste0(name, "_total"), roles$raw.gli, "\n")
  cat(paste0(name, "_expected"), roles$exp.gli, "\n")
  cat(paste0(name, "_sd"), roles$sd.gli, "\n")
  cat(paste0(name, "_z"), roles$z.gli, "\n")
  cat(paste0(name, "_node_expected"), t(roles$exp.nli), "\n")
}

# three nodes, one role each: 1 -> 2 -> 3 representative, 4 -> 5 -> 6 gatekeeper
show("chain", 6, c(1, 2, 2, 3, 4, 5, 5, 6), c(1, 1, 2, 1, 2, 2))

show("small", 8,
     c(1, 2, 2, 1, 2, 3, 3, 4, 4, 1, 4, 5, 5, 6, 6, 7, 7, 5, 7, 8, 8, 2, 1, 6, 3, 8,
       6, 3),
     c(1, 1, 1, 1, 2, 2, 2, 2))

show("middle", 10,
     c(1, 3, 1, 5, 1, 9, 2, 1, 2, 6, 3, 2, 3, 7, 3, 10, 4, 1, 4, 2, 5, 8, 5, 4, 6, 2,
       6, 9, 7, 3, 7, 5, 7, 6, 8, 10, 8, 1, 9, 4, 9, 7, 10, 2, 10, 8, 10, 5),
     c(1, 2, 3, 1, 2, 3, 1, 2, 3, 1))

show("large", 12,
     c(1, 2, 1, 3, 1, 4, 1, 12, 2, 1, 2, 5, 3, 6, 3, 9, 4, 2, 4, 10, 5, 1, 5, 11, 5, 12,
       6, 4, 6, 7, 7, 8, 7, 1, 8, 3, 8, 9, 8, 12, 9, 5, 9, 10, 10, 6, 10, 11, 11, 7,
       11, 12, 12, 8, 12, 2, 12, 4),
     c(1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4))

# undirected: sna counts both directions
show("undirected", 9,
     c(1, 2, 1, 3, 2, 3, 3, 4, 4, 5, 4, 6, 5, 7, 6, 8, 7, 8, 8, 9, 2, 9),
     c(1, 1, 1, 2, 2, 2, 3, 3, 3), symmetric = TRUE)

# two modes: organisations 1..6 in projects 7..11; sna on the raw projection, as manynet
ties <- c(1, 7, 2, 7, 2, 8, 3, 8, 3, 9, 4, 9, 4, 10, 5, 10, 5, 11, 6, 11, 1, 8, 6, 9)
incidence <- matrix(0, 6, 5)
pairs <- matrix(ties, ncol = 2, byrow = TRUE)
incidence[cbind(pairs[, 1], pairs[, 2] - 6)] <- 1
shared <- (incidence %*% t(incidence) > 0) * 1
diag(shared) <- 0
groups <- c(1, 1, 2, 2, 3, 3)
roles <- brokerage(shared, groups)
cat("two_mode_ties", ties, "\n")
cat("two_mode_groups", groups, "\n")
cat("two_mode_nodes", t(roles$raw.nli), "\n")
