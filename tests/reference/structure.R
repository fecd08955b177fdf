# Reference values for hubstudy.measures.structure: `Rscript structure.R > structure.txt`.
# Networks are typed in below; the same stand in tests/measures/structure.
suppressMessages({library(igraph); library(sna)})
options(digits = 12)
cat(R.version.string, "igraph", as.character(packageVersion("igraph")),
    "sna", as.character(packageVersion("sna")), "\n")
show <- function(name, ...) cat(name, ..., "\n")

# a graph of 60 nodes, i tied to (7i + k^2) mod 60 for k = 1, 2, sparse and cut in places
n <- 60
from <- rep(0:(n - 1), 2)
to <- c((7 * (0:(n - 1)) + 1) %% n, (11 * (0:(n - 1)) + 4) %% n)
keep <- from < to & (from + to) %% 4 != 3
ends <- unique(cbind(from[keep], to[keep])) + 1
g <- igraph::simplify(igraph::make_graph(t(ends), n = n, directed = FALSE))
show("ties", igraph::ecount(g))
show("cutpoints", sort(as.integer(igraph::articulation_points(g))) - 1)
show("cutpoints_sna", sna::cutpoints(as.matrix(igraph::as_adjacency_matrix(g)),
     mode = "graph") - 1)
pieces <- sapply(as.integer(igraph::articulation_points(g)), function(v) {
  own <- igraph::components(g)$membership
  left <- igraph::components(igraph::delete_vertices(g, v))
  before <- which(own == own[v])
  sizes <- table(left$membership[setdiff(seq_len(n), v) %in% before])
  c(v - 1, length(sizes), sum(sizes) - max(sizes))
})
pieces <- pieces[, order(pieces[1, ]), drop = FALSE]
show("n_pieces", pieces[2, ])
show("n_cut_off", pieces[3, ])
show("coreness", igraph::coreness(g))
show("component_sizes", sort(igraph::components(g)$csize, decreasing = TRUE))
bridge <- Filter(function(e) {
  igraph::components(igraph::delete_edges(g, e))$no > igraph::components(g)$no
}, seq_len(igraph::ecount(g)))
show("bridges", t(apply(igraph::ends(g, bridge), 1, sort)) - 1)

# removal by degree, fixed and recomputed, ties by id; efficiency of all pairs of the start
curve <- function(adaptive) {
  left <- g
  igraph::V(left)$id <- seq_len(n)
  fixed <- order(-igraph::degree(g), seq_len(n))
  gone <- integer(); largest <- integer(); efficiency <- numeric(); pairs <- numeric()
  for (step in 0:n) {
    size <- igraph::components(left)$csize
    largest <- c(largest, if (length(size)) max(size) else 0)
    pairs <- c(pairs, sum(size * (size - 1) / 2))
    k <- igraph::vcount(left)
    mean_near <- if (k > 1) igraph::global_efficiency(left, directed = FALSE) else 0
    efficiency <- c(efficiency, mean_near * k * (k - 1) / (n * (n - 1)))
    if (step == n) break
    ids <- igraph::V(left)$id
    node <- if (adaptive) ids[order(-igraph::degree(left), ids)[1]] else fixed[step + 1]
    gone <- c(gone, node)
    left <- igraph::delete_vertices(left, which(ids == node))
  }
  name <- if (adaptive) "adaptive" else "static"
  show(paste0(name, "_order"), gone - 1)
  show(paste0(name, "_largest"), largest)
  show(paste0(name, "_pairs"), pairs)
  show(paste0(name, "_efficiency"), efficiency)
  show(paste0(name, "_r"), mean(largest[-1] / n))
}
curve(FALSE)
curve(TRUE)

# Borgatti and Everett's discrete fit of Padgett's marriages (Pucci kept), all 2^16 cores
data(flo, package = "network")
flo_ties <- c("1-9", "2-6", "2-7", "2-9", "3-5", "3-9", "4-7", "4-11", "4-15", "5-11",
  "5-15", "7-8", "7-16", "9-13", "9-14", "9-16", "10-14", "11-15", "13-15", "13-16")
pairs <- do.call(rbind, lapply(strsplit(flo_ties, "-"), as.integer))
A <- matrix(0, 16, 16)
A[pairs] <- 1
A <- A + t(A)
stopifnot(all(A == flo))
upper <- upper.tri(A)
a <- A[upper]
row_of <- row(A)[upper]
col_of <- col(A)[upper]
phi <- function(x, d) {
  if (length(unique(x)) < 2 || length(unique(d)) < 2) NA else cor(x, d)
}
best <- c(tied = -2, untied = -2, missing = -2)
for (code in 0:(2^16 - 1)) {
  core <- bitwAnd(code, 2^(0:15)) > 0
  both <- core[row_of] + core[col_of]
  within <- both != 1
  fits <- c(phi(a, as.numeric(both > 0)), phi(a, as.numeric(both == 2)),
            phi(a[within], as.numeric(both[within] == 2)))
  best <- pmax(best, fits, na.rm = TRUE)
}
show("discrete_flo", best)

# the continuous fit of Padgett's business ties' largest component, by 200 starts of optim
biz <- c("3-5", "3-6", "3-9", "3-11", "4-7", "4-8", "4-11", "5-8", "5-11", "6-9",
  "7-8", "8-11", "9-10", "9-14", "9-16")
pairs <- do.call(rbind, lapply(strsplit(biz, "-"), as.integer))
B <- matrix(0, 16, 16)
B[pairs] <- 1
B <- B + t(B)
b <- B[upper]
set.seed(1)
fits <- replicate(200, {
  loss <- function(z) {
    c <- z^2
    x <- outer(c, c)[upper]
    if (sd(x) < 1e-9 * max(x)) 0 else -cor(x, b)
  }
  found <- optim(runif(16), loss, method = "BFGS",
                 control = list(maxit = 5000, reltol = 1e-16))
  -found$value
})
show("continuous_flo_business", max(fits))
