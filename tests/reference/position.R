# Reference values for hubstudy.measures.position: run with `Rscript position.R > position.txt`.
# The two digraphs are typed in below; the same ties stand in the tests of the position package.
suppressMessages({library(sna); library(igraph)})
options(digits = 15)
cat(R.version.string, "sna", as.character(packageVersion("sna")),
    "igraph", as.character(packageVersion("igraph")), "\n")

# strongly connected, and one with a sink, a source and an isolate
ties <- list(
  strong = list(6, c(1,2, 2,3, 3,1, 3,4, 4,5, 5,6, 6,1, 2,1, 5,2, 1,4)),
  loose = list(7, c(1,2, 2,3, 3,1, 3,4, 4,3, 5,1, 5,2, 1,6, 3,6, 2,4)))
weights <- c(1, 2.5, 3, 1, 4, 0.5, 2, 1.5, 1, 6)

for (name in names(ties)) {
  n <- ties[[name]][[1]]
  g <- make_graph(ties[[name]][[2]], n = n, directed = TRUE)
  m <- as.matrix(as_adjacency_matrix(g))
  show <- function(what, values) cat(paste(name, what, sep = "_"), values, "\n")
  show("constraint_igraph", constraint(g))
  show("constraint_igraph_weighted", constraint(g, weights = weights))
  show("degree_total_sna", centralization(m, sna::degree, cmode = "freeman"))
  show("degree_in_sna", centralization(m, sna::degree, cmode = "indegree"))
  show("degree_out_sna", centralization(m, sna::degree, cmode = "outdegree"))
  for (mode in c("total", "in", "out"))
    show(paste0("degree_", mode, "_igraph"), centr_degree(g, mode = mode, loops = FALSE)$centralization)
  show("degree_total_igraph_loops", centr_degree(g, mode = "total")$centralization)
  show("betweenness_sna", centralization(m, sna::betweenness, cmode = "directed"))
  show("betweenness_igraph", centr_betw(g, directed = TRUE)$centralization)
  show("betweenness_raw_igraph", igraph::betweenness(g))
  show("closeness_sna", centralization(m, sna::closeness, cmode = "directed"))
  show("closeness_igraph", centr_clo(g, mode = "out")$centralization)
  show("closeness_nodes_igraph", igraph::closeness(g, mode = "out", normalized = TRUE))
  show("closeness_suminvdir_sna", centralization(m, sna::closeness, cmode = "suminvdir"))
  show("harmonic_igraph", harmonic_centrality(g, mode = "out", normalized = TRUE))
  eigen <- suppressWarnings(centr_eigen(g, directed = TRUE))
  show("eigen_igraph", eigen$centralization)
  show("eigen_nodes_igraph", eigen$vector)
}

dyad <- make_graph(c(1, 2), n = 5, directed = FALSE)
cat("dyad_eigen_igraph", centr_eigen(dyad)$centralization,
    centr_eigen(dyad, scale = FALSE)$centralization, "\n")
