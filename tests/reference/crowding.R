# Reference values for hubstudy's slopes after fixed effects: run with
# `Rscript crowding.R > crowding.txt`. The same panel is laid out in
# tests/measures/inference/panels.py. A line: name, slope, standard error, degrees of
# freedom, p value, ends of the interval.
suppressMessages({library(sandwich); library(clubSandwich)})
options(digits = 12)
cat(R.version.string, "clubSandwich", as.character(packageVersion("clubSandwich")),
    "sandwich", as.character(packageVersion("sandwich")), "\n")

# 24 organisations in 8 streets over 6 years, every eleventh case missing
panel <- expand.grid(year = 0:5, organization = 0:23)
case <- 6 * panel$organization + panel$year
panel$street <- panel$organization %/% 3
panel$crossed <- (panel$organization + panel$year) %% 9
panel$x <- ((case * 37) %% 101) / 10 + panel$organization %% 5 + panel$year / 2
panel$z <- ((case * 53) %% 29) / 7
noise <- ((case * 61) %% 89) / 15 + ((panel$street * 7 + panel$year * 3) %% 5)
panel$y <- 0.3 * panel$x - 0.4 * panel$z + panel$organization %% 4 + noise
panel <- panel[case %% 11 != 0, ]

show <- function(name, model, cluster) {
  test <- coef_test(model, vcov = "CR2", cluster = cluster, test = "Satterthwaite")
  ends <- conf_int(model, vcov = "CR2", cluster = cluster, test = "Satterthwaite")
  row <- which(rownames(test) == "x")
  cat(name, test[row, "beta"], test[row, "SE"], test[["df_Satt"]][row],
      test[["p_Satt"]][row], ends[["CI_L"]][row], ends[["CI_U"]][row], "\n")
}
two_way <- lm(y ~ x + factor(organization) + factor(year), data = panel)
with_control <- update(two_way, . ~ . + z)
one_way <- lm(y ~ x + factor(year), data = panel)
plain <- lm(y ~ x + z, data = panel)
show("by_organization", two_way, panel$organization)
show("by_street", two_way, panel$street)
show("with_control", with_control, panel$street)
show("crossed", two_way, panel$crossed)
show("year_effects", one_way, panel$street)
show("no_effects", plain, panel$organization)

# the plain cluster-robust error, without small-sample factor: what the wild cluster
# bootstrap studentises by
plain_error <- vcovCL(two_way, cluster = panel$street, type = "HC0", cadjust = FALSE)
cat("plain_error", sqrt(plain_error["x", "x"]), "\n")
