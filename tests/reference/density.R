# Reference values for hubstudy.measures.density: `Rscript density.R > density.txt`.
# A graph is a number whose bits, lowest first, are the ordered pairs (directed) or the
# pairs i < j (undirected), row by row.
suppressMessages({library(sna); library(igraph, warn.conflicts = FALSE)})
options(digits = 15)
cat(R.version.string, "sna", as.character(packageVersion("sna")),
    "igraph", as.character(packageVersion("igraph")), "\n")

drawn <- function(code, n, directed) {
  m <- matrix(0, n, n)
  bit <- 0
  for (i in 1:n) for (j in 1:n) {
    if (i == j || (!directed && i > j)) next
    m[i, j] <- floor(code / 2^bit) %% 2
    if (!directed) m[j, i] <- m[i, j]
    bit <- bit + 1
  }
  m
}

# edgewise, dyadic.nonnull, dyadic of sna; default, ratio of igraph
for (code in c(1, 9, 73, 100, 511, 777, 1234, 2048, 3000, 4000, 4095)) {
  m <- drawn(code, 4, TRUE)
  g <- graph_from_adjacency_matrix(m, "directed")
  cat(paste0("reciprocity_", code), grecip(m, measure = "edgewise"),
      grecip(m, measure = "dyadic.nonnull"), grecip(m, measure = "dyadic"),
      reciprocity(g), reciprocity(g, mode = "ratio"), "\n")
  # sna's weak transitivity counts directed paths, igraph leaves directions out
  cat(paste0("directed_", code), gtrans(m), transitivity(g, "global"), "\n")
}

# sna weak, igraph global, local average without and with nodes of degree below 2
for (code in c(0, 1, 3, 7, 11, 29, 100, 333, 500, 767, 1000, 1023)) {
  m <- drawn(code, 5, FALSE)
  g <- graph_from_adjacency_matrix(m, "undirected")
  cat(paste0("undirected_", code), gtrans(m, mode = "graph"),
      transitivity(g, "global"), transitivity(g, "localaverage", isolates = "NaN"),
      transitivity(g, "localaverage", isolates = "zero"), "\n")
}

# blocks of a directed graph of six: densities row by row
m <- drawn(987654321, 6, TRUE)
cat("blocks", t(blockmodel(m, c(1, 1, 1, 2, 2, 3), block.content = "density")$block.model), "\n")
