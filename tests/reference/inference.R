# Reference values for hubstudy.measures: run with `Rscript inference.R > inference.txt`.
# Data are typed in below; the same vectors stand in tests/measures/test_inference.py.
suppressMessages({library(clubSandwich); library(survival)})
options(digits = 12)
cat(R.version.string, "clubSandwich", as.character(packageVersion("clubSandwich")),
    "survival", as.character(packageVersion("survival")), "\n")

show <- function(name, y, treated, cluster) {
  model <- lm(y ~ treated)
  test <- coef_test(model, vcov = "CR2", cluster = cluster, test = "Satterthwaite")
  ends <- conf_int(model, vcov = "CR2", cluster = cluster, test = "Satterthwaite")
  cat(name, test["treated", "beta"], test["treated", "SE"],
      test[["df_Satt"]][2], test[["p_Satt"]][2], ends[["CI_L"]][2], ends[["CI_U"]][2], "\n")
}

# clusters wholly in one group, unequal sizes
cluster <- rep(1:12, times = c(1, 2, 3, 4, 5, 6, 2, 2, 3, 3, 4, 1))
treated <- as.numeric(cluster <= 6)
y <- as.numeric((seq_along(cluster) * 7) %% 5 < 3)
y[cluster == 6] <- 1
y[cluster == 9] <- 0
show("nested", y, treated, cluster)

# clusters that lie in both groups, numeric outcome
crossed <- rep(1:8, length.out = 36)
side <- as.numeric((seq_len(36) %% 3) == 0)
z <- ((seq_len(36) * 11) %% 17) / 4 + crossed / 3
show("crossed", z, side, crossed)

# one mean
model <- lm(y ~ 1)
test <- coef_test(model, vcov = "CR2", cluster = cluster, test = "Satterthwaite")
cat("mean", test[["beta"]], test[["SE"]], test[["df_Satt"]], "\n")

# Kaplan-Meier with log-log band, left truncation
time <- c(5, 8, 12, 12, 20, 26, 30, 31, 40, 44)
event <- c(1, 1, 0, 1, 1, 0, 1, 1, 0, 1)
fit <- survfit(Surv(time, event) ~ 1, conf.type = "log-log")
at <- summary(fit, times = c(12, 30))
cat("km", at$surv, at$std.err, at$lower, at$upper, "\n")
cat("median", summary(fit)$table[c("median", "0.95LCL", "0.95UCL")], "\n")
entry <- c(0, 0, 0, 6, 0, 10, 0, 0, 25, 0)
late <- survfit(Surv(entry, time, event) ~ 1, conf.type = "log-log")
at <- summary(late, times = c(12, 30))
cat("truncated", at$surv, at$std.err, at$n.risk, "\n")

# Cox with left truncation and robust variance by cluster
group <- c(1, 0, 1, 0, 1, 0, 1, 0, 0, 0)
place <- c(1, 1, 2, 2, 3, 3, 4, 4, 5, 5)
for (ties in c("breslow", "efron")) {
  cox <- coxph(Surv(entry, time, event) ~ group + cluster(place), ties = ties)
  cat(paste0("cox_", ties), coef(cox), sqrt(cox$naive.var), sqrt(cox$var), "\n")
}

# the lung data of the survival package, institutions as clusters
lung <- survival::lung[!is.na(survival::lung$inst), ]
cox <- coxph(Surv(time, status) ~ sex + cluster(inst), data = lung, ties = "breslow")
cat("lung_cox", coef(cox), sqrt(cox$naive.var), sqrt(cox$var), nrow(lung), "\n")
fit <- survfit(Surv(time, status) ~ sex, data = survival::lung, conf.type = "log-log")
at <- summary(fit, times = c(100, 500))
cat("lung_km", at$surv, at$lower, at$upper, at$n.risk, "\n")
ends <- summary(fit)$table
cat("lung_median", ends[, "median"], ends[, "0.95LCL"], ends[, "0.95UCL"], "\n")
