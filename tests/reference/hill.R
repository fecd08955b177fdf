# Reference values for hubstudy.measures.funding.concentration: `Rscript hill.R >
# hill.txt`. Published tables of abundance, as vegan has them: dune (Jongman, ter Braak
# and van Tongeren 1987: 20 meadows) and the first rows of BCI (Condit et al. 2002:
# trees on Barro Colorado Island). Hill numbers of order 0, 1 and 2 are what
# concentration calls n_sources, shannon_effective and effective_funders.
suppressMessages(library(vegan))
options(digits = 15)
cat(R.version.string, "vegan", as.character(packageVersion("vegan")), "\n")
data(dune)
data(BCI)
tables <- list(dune = dune, BCI = BCI[1:6, ])
for (name in names(tables)) {
  table <- as.matrix(tables[[name]])
  hill <- renyi(table, scales = c(0, 1, 2), hill = TRUE)
  simpson <- diversity(table, "invsimpson")
  shannon <- exp(diversity(table, "shannon"))
  largest <- apply(decostand(table, "total"), 1, max)
  for (i in seq_len(nrow(table))) {
    row <- table[i, ]
    cat(paste0(name, "_", i, "_abundance"), row[row > 0], "\n")
    cat(paste0(name, "_", i), as.numeric(hill[i, ]), simpson[i], shannon[i],
        largest[i], "\n")
  }
}
