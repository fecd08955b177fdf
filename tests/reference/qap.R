# Reference values for hubstudy.measures.inference.{qap,mrqap}: Rscript qap.R > qap.txt.
# Matrices are typed in below by rule; the same rules stand in tests/measures/inference.
suppressMessages({library(sna)})
options(digits = 15)
cat("versions", R.version.string, "sna", as.character(packageVersion("sna")), "\n")
folder <- Sys.getenv("HUBSTUDY_REFERENCE", "../../../shared/reference")
read_ties <- function(name) {
  ties <- read.csv(file.path(folder, name))
  m <- matrix(0, 16, 16)
  for (k in seq_len(nrow(ties))) {
    m[ties$source[k], ties$target[k]] <- 1
    m[ties$target[k], ties$source[k]] <- 1
  }
  m
}
marriage <- read_ties("flo_marriage_edges.csv")
business <- read_ties("flo_business_edges.csv")
i <- 1:16
near <- outer(i, i, function(a, b) as.numeric(a %% 3 == b %% 3))
apart <- outer(i, i, function(a, b) abs((a * 7) %% 11 - (b * 7) %% 11))
diag(near) <- diag(apart) <- 0

# a made-up digraph of 12 nodes
j <- 1:12
direct <- outer(j, j, function(a, b) as.numeric((a * a + 3 * b + a * b) %% 7 < 3))
sent <- outer(j, j, function(a, b) as.numeric((2 * a + b * b) %% 5 < 2))
worth <- outer(j, j, function(a, b) ((3 * a + b * b) %% 13) / 4)
diag(direct) <- diag(sent) <- diag(worth) <- 0

show <- function(name, fit, test) {
  cat(paste0(name, "_coef"), fit$coefficients, "\n")
  cat(paste0(name, "_stat"), fit$tstat, "\n")
  cat(paste0(name, "_upper"), fit$pgreq, "\n")
  cat(paste0(name, "_lower"), fit$pleeq, "\n")
  cat(paste0(name, "_two"), fit$pgreqabs, "\n")
}
set.seed(20240601)
reps <- 5000
flo <- list(business, near, apart)
dir <- list(sent, worth)
for (hyp in c("qapspp", "qapy")) {
  show(paste0("flo_lm_", hyp), netlm(marriage, flo, mode = "graph", nullhyp = hyp, reps = reps))
  show(paste0("dir_lm_", hyp), netlm(direct, dir, nullhyp = hyp, reps = reps))
  show(paste0("flo_logit_", hyp),
       netlogit(marriage, flo, mode = "graph", nullhyp = hyp, reps = 2000))
  show(paste0("dir_logit_", hyp), netlogit(direct, dir, nullhyp = hyp, reps = 2000))
}
show("flo_single", netlm(marriage, business, mode = "graph", nullhyp = "qapspp", reps = reps))

# glm with a tighter stop than netlogit's, for the coefficients
low <- lower.tri(marriage)
tight <- glm.control(epsilon = 1e-15, maxit = 100)
fit <- glm(marriage[low] ~ business[low] + near[low] + apart[low], family = binomial, control = tight)
cat("flo_glm", coef(fit), sqrt(diag(vcov(fit))), 1 - fit$deviance / fit$null.deviance, "\n")
off <- row(direct) != col(direct)
fit <- glm(direct[off] ~ sent[off] + worth[off], family = binomial, control = tight)
cat("dir_glm", coef(fit), sqrt(diag(vcov(fit))), 1 - fit$deviance / fit$null.deviance, "\n")
fit <- lm(marriage[low] ~ business[low] + near[low] + apart[low])
cat("flo_ols", coef(fit), sqrt(diag(vcov(fit))), summary(fit)$r.squared, "\n")
fit <- lm(direct[off] ~ sent[off] + worth[off])
cat("dir_ols", coef(fit), sqrt(diag(vcov(fit))), summary(fit)$r.squared, "\n")

# correlation
pair <- array(0, c(2, 16, 16))
pair[1, , ] <- marriage
pair[2, , ] <- business
test <- qaptest(pair, gcor, g1 = 1, g2 = 2, reps = 5000, mode = "graph")
cat("flo_qap", test$testval, test$pgreq, test$pleeq, mean(test$dist), sd(test$dist), "\n")
pair <- array(0, c(2, 12, 12))
pair[1, , ] <- direct
pair[2, , ] <- worth
test <- qaptest(pair, gcor, g1 = 1, g2 = 2, reps = 5000)
cat("dir_qap", test$testval, test$pgreq, test$pleeq, mean(test$dist), sd(test$dist), "\n")
