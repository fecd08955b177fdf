# Reference values for the high-tech managers: Rscript managers.R > managers.txt
# reads managers_data.txt beside it (Krackhardt 1987).
suppressMessages({library(sna)})
options(digits = 12)
lines <- readLines("managers_data.txt")
matrix_after <- function(name) {
  at <- match(name, lines)
  t(sapply(strsplit(lines[(at + 1):(at + 21)], ""), as.numeric))
}
advice <- matrix_after("advice")
friendship <- matrix_after("friendship")
department <- as.numeric(strsplit(lines[match("department", lines) + 1], " ")[[1]])
cat(R.version.string, "sna", as.character(packageVersion("sna")), "igraph",
    as.character(packageVersion("igraph")), "\n")
for (name in c("advice", "friendship")) {
  m <- get(name)
  cat(paste0(name, "_ties"), sum(m), "\n")
  cat(paste0(name, "_density"), gden(m), "\n")
  cat(paste0(name, "_dyads"), dyad.census(m), "\n")
  cat(paste0(name, "_reciprocity"), grecip(m, measure = "edgewise"), "\n")
  for (mode in c("indegree", "outdegree"))
    cat(paste0(name, "_", mode), centralization(m, degree, cmode = mode), "\n")
  cat(paste0(name, "_betweenness"), centralization(m, betweenness), "\n")
  b <- brokerage(m, department)
  cat(paste0(name, "_brokerage"), b$raw.gli, "\n")
  g <- igraph::graph_from_adjacency_matrix(m)
  cat(paste0(name, "_constraint"), igraph::constraint(g), "\n")
}
cat("correlation", gcor(advice, friendship), "\n")
same <- outer(department, department, "==") * 1
fit <- netlm(advice, list(friendship, same), nullhyp = "classical")
cat("netlm", fit$coefficients, "\n")
