# Reference values for hubstudy's random networks: run with `Rscript cug.R > cug.txt`.
# The ties stand in tests/measures/inference/test_cug.py too.
# A line: name, mean over draws, their standard deviation, share at least as high, share
# at least as low.
suppressMessages({library(sna); library(igraph)})
options(digits = 10)
cat(R.version.string, "sna", as.character(packageVersion("sna")), "igraph",
    as.character(packageVersion("igraph")), "\n")

ends <- c(1,2, 2,1, 2,3, 3,2, 3,1, 4,1, 4,2, 5,4, 4,5, 6,5, 6,1, 7,6, 1,7, 8,1, 8,2)
pairs <- matrix(ends, ncol = 2, byrow = TRUE)
y <- matrix(0, 8, 8)
y[pairs] <- 1

square <- function(x) as.sociomatrix.sna(x)  # sna hands over lists of ties
statistics <- list(
  reciprocity = function(x) sum(square(x) * t(square(x))) / sum(square(x)),
  indegree_variance = function(x) var(colSums(square(x))),
  out_in_covariance = function(x) cov(rowSums(square(x)), colSums(square(x)))
)
set.seed(20240601)
for (mode in c("size", "edges", "dyad.census")) {
  for (name in names(statistics)) {
    test <- cug.test(y, statistics[[name]], mode = "digraph", cmode = mode, reps = 20000)
    cat(paste0(mode, "_", name), mean(test$rep.stat), sd(test$rep.stat),
        test$pgteobs, test$plteobs, "\n")
  }
}

# igraph's rewiring of Zachary's karate club and of the digraph, degrees kept
draws <- function(graph, statistic) {
  steps <- 20 * ecount(graph)
  replicate(10000, statistic(rewire(graph, keeping_degseq(niter = steps))))
}
show <- function(name, graph, statistic) {
  values <- draws(graph, statistic)
  seen <- statistic(graph)
  cat(name, mean(values), sd(values), mean(values >= seen - 1e-12),
      mean(values <= seen + 1e-12), "\n")
}
karate <- make_graph("Zachary")
show("karate_transitivity", karate, function(g) igraph::transitivity(g))
show("karate_assortativity", karate, function(g) igraph::assortativity_degree(g))
digraph <- graph_from_edgelist(pairs)
show("digraph_reciprocity", digraph, function(g) igraph::reciprocity(g))
