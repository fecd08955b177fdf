"""Who is compared with whom when communities get a hub in different years."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hubstudy.measures.inference.intervals import clustered_difference
from hubstudy.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from hubstudy.intake import Study
    from hubstudy.network.ties import Flags, Ints

    Floats = NDArray[np.float64]


class Contrast(NamedTuple):
    """
    Communities that got a hub, and those they are compared with.

    Parameters
    ----------
    own
        Outcome of each that got a hub.
    own_places
        Which community that is.
    other_means
        Mean of those that it is compared with; missing without any.
    residuals
        Outcomes of those less their mean, times what each weighs in the mean of
        `other_means`; a community stands here once per year in which others got a hub.
    residual_places
        Which community that is.
    """

    own: Floats
    own_places: Ints
    other_means: Floats
    residuals: Floats
    residual_places: Ints

    @property
    def n_others(self) -> int:
        """How many communities are compared with."""
        return len(np.unique(self.residual_places))

    def mean_of_others(self) -> Estimate:
        """
        Average those without a hub, weighted as those with one are over years.

        Returns
        -------
        Estimate
            Undefined as ``one_group_only`` without any.
        """
        known = self.other_means[~np.isnan(self.other_means)]
        if not len(known):
            return Estimate.undefined("one_group_only")
        return Estimate(
            float(known.mean()), n=self.n_others, method="weighted by calendar year"
        )

    def difference(self) -> Estimate:
        """
        Take the others from those that got a hub.

        Every one that got a hub counts less the mean of those it is compared with;
        these enter as residuals, scaled so that each weighs in the variance what it
        weighs in the difference.

        Returns
        -------
        Estimate
            Interval clustered by community, as `clustered_difference` has it.
        """
        known = ~np.isnan(self.other_means)
        gaps = self.own[known] - self.other_means[known]
        return clustered_difference(
            np.concatenate([gaps, self.residuals * len(self.residuals)]),
            np.arange(len(gaps) + len(self.residuals)) < len(gaps),
            np.concatenate([self.own_places[known], self.residual_places]),
            style="number",
        )


class Design(NamedTuple):
    """
    When each community got a hub, and what was measured there, by community and year.

    Parameters
    ----------
    hub_years
        Year of the first hub; missing without one; shape (communities,).
    is_adopter
        Whether it got one within the study and is looked at.
    is_undated
        Whether it has a hub but no year.
    years
        Years of the study.
    window
        Years before and after.
    values
        By measure; shape (communities, years), missing where undefined.
    """

    hub_years: Floats
    is_adopter: Flags
    is_undated: Flags
    years: range
    window: int
    values: dict[str, Floats]

    @classmethod
    def of(
        cls, study: Study, panel: pd.DataFrame, *, measures: Sequence[str], unit: str,
        window: int,
    ) -> Design:  # fmt: skip
        """
        Set up the comparison.

        Parameters
        ----------
        study
            An opened study.
        panel
            ``community_code``, ``year`` and the measures, one row per community and
            year of the study, sorted.
        measures
            Columns of it.
        unit
            Whose communities with a hub are looked at.
        window
            Years before and after.

        Returns
        -------
        Design
            With the communities of the whole city.
        """
        codes = pd.Series(sorted(study.community_codes()), dtype="str")
        dated = codes.map(study.hub_years()).to_numpy(dtype=np.float64, na_value=np.nan)
        organizations = study.tables.organizations
        with_hub = organizations.loc[organizations["is_hub"], "community_code"]
        years = study.settings.years
        shape = len(codes), len(years)
        inside = codes.isin(study.community_codes(unit)).to_numpy(dtype=bool)
        return cls(
            hub_years=dated,
            is_adopter=inside & (dated <= years[-1]),
            is_undated=codes.isin(with_hub).to_numpy(dtype=bool) & np.isnan(dated),
            years=years,
            window=window,
            values={
                name: panel[name].to_numpy(dtype=np.float64).reshape(shape)
                for name in measures
            },
        )

    def level(self, measure: str, event_year: int) -> Contrast:
        """
        Compare levels in a year counted from that in which the hub opened.

        Parameters
        ----------
        measure
            A key of `values`.
        event_year
            Below 0 for years before.

        Returns
        -------
        Contrast
            Of the communities that have that year within the study.
        """
        return self._contrast(lambda cohort: self._mean(measure, [cohort + event_year]))

    def side(self, measure: str, sign: int) -> Contrast:
        """
        Compare means over the years before or after, of those seen on both sides.

        Parameters
        ----------
        measure
            A key of `values`.
        sign
            -1 for the years before, 1 for those after.

        Returns
        -------
        Contrast
            Of communities with a year before and one after.
        """

        def outcome(cohort: int) -> Floats:
            before, after = self._sides(measure, cohort)
            here, there = (before, after) if sign < 0 else (after, before)
            return np.where(np.isnan(there), np.nan, here)

        return self._contrast(outcome)

    def change(self, measure: str) -> Contrast:
        """
        Compare changes from the mean of the years before to that of the years after.

        Parameters
        ----------
        measure
            A key of `values`.

        Returns
        -------
        Contrast
            Of communities with a year before and one after.
        """

        def outcome(cohort: int) -> Floats:
            before, after = self._sides(measure, cohort)
            return after - before

        return self._contrast(outcome)

    def _sides(self, measure: str, cohort: int) -> tuple[Floats, Floats]:
        steps = range(1, self.window + 1)
        return (
            self._mean(measure, [cohort - step for step in steps]),
            self._mean(measure, [cohort + step for step in steps]),
        )

    def _mean(self, measure: str, years: Sequence[int]) -> Floats:
        """Mean by community over the years that there are; missing without any."""
        places = [year - self.years[0] for year in years if year in self.years]
        values = self.values[measure][:, places]
        known = ~np.isnan(values)
        n = known.sum(axis=1)
        total = np.where(known, values, 0.0).sum(axis=1)
        return np.where(n > 0, total / np.maximum(n, 1), np.nan)

    def _contrast(self, outcome: Callable[[int], Floats]) -> Contrast:
        none, nobody = np.empty(0), np.empty(0, dtype=np.intp)
        parts = [Contrast(none, nobody, none, none, nobody)]
        for cohort in sorted({int(year) for year in self.hub_years[self.is_adopter]}):
            values = outcome(cohort)
            known = ~np.isnan(values)
            own = np.flatnonzero(self.is_adopter & (self.hub_years == cohort) & known)
            # nothing is at most a missing year, so those never with a hub are free
            had_one = self.hub_years <= min(cohort + self.window, self.years[-1])
            others = np.flatnonzero(~had_one & ~self.is_undated & known)
            if len(own):
                parts.append(_stack(values, own, others))
        means = np.concatenate([part.other_means for part in parts])
        n_compared = max(int((~np.isnan(means)).sum()), 1)
        return Contrast(
            np.concatenate([part.own for part in parts]),
            np.concatenate([part.own_places for part in parts]),
            means,
            np.concatenate([part.residuals for part in parts]) / n_compared,
            np.concatenate([part.residual_places for part in parts]),
        )


def _stack(values: Floats, own: Ints, others: Ints) -> Contrast:
    """Compare communities that got their hub in one year with those without."""
    if not len(others):
        none = np.full(len(own), np.nan)
        return Contrast(values[own], own, none, np.empty(0), others)
    mean = values[others].mean()
    weighed = (values[others] - mean) * len(own) / len(others)
    return Contrast(values[own], own, np.full(len(own), mean), weighed, others)
