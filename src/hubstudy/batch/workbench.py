"""What a notebook works with: a study, one unit of it, and a place for findings."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hubstudy.batch import OPENED_FILE
from hubstudy.errors import Bilingual, RunError
from hubstudy.intake import open_study
from hubstudy.release import hide_few, release
from hubstudy.results import CITY

if TYPE_CHECKING:
    import pandas as pd

    from hubstudy.errors import Language
    from hubstudy.figures.export import Sheet
    from hubstudy.intake import Study
    from hubstudy.results import Result

RAW = Path("data") / "raw"


class Gate(NamedTuple):
    """
    What the gate hides in a figure whose cells may rest on few organisations.

    Parameters
    ----------
    protect
        Columns hidden where too few organisations stand behind a row.
    total_over
        See `hubstudy.release.release`.
    counts
        Columns that count organisations: those below the threshold, but for none, are
        hidden one by one, as the sentences do.
    by_level
        Whether rows are of all organisations, hubs and others; a level without anyone
        has nobody to hide and is left out.
    """

    protect: tuple[str, ...]
    total_over: tuple[str, ...] | None = ()
    counts: tuple[str, ...] = ()
    by_level: bool = False


CONTRIBUTORS = "n_organizations"
GATES: dict[str, Gate] = {
    "plot_funder_types": Gate(("amount_cny", "share"), ("year",)),
    "plot_headings": Gate(("amount_cny",), ("funder_type",)),
    "plot_funding_panel": Gate(
        ("total_cny", "real_cny", "government_share", "median_hhi_source",
         "median_hhi_funder", "median_effective_funders", "cny_per_organization"),
        ("year",), by_level=True,
    ),
    "plot_stress_fan": Gate(
        ("total_cny", "lost_cny", "lost_share", "q10", "q25", "q50", "q75", "q90",
         "n_majority_lost", "n_deficit", "n_deficit_before", "communities_left"),
        ("shock", "size"), ("n_majority_lost", "n_deficit", "n_deficit_before"),
        by_level=True,
    ),
    "plot_substitution_routes": Gate(
        ("needed_cny", "needed_share", "median_needed_cny", "n_there_already",
         "n_reachable"),
        ("route",), by_level=True,
    ),
    "plot_funder_reach": Gate(
        ("amount_cny", "money_share", "n_majority", "n_only"), None,
        ("n_majority", "n_only"),
    ),
}  # fmt: skip
"""Figures whose cells may rest on few organisations."""


@dataclass(frozen=True, slots=True, repr=False)
class Limits:
    """
    What the reader must know about the findings of one notebook.

    Parameters
    ----------
    texts
        The caveats, each once, in the order in which they came up.
    """

    texts: tuple[Bilingual, ...]

    def __repr__(self) -> str:
        """List them, as `str` does."""
        return str(self)

    def __str__(self) -> str:
        """List them, Chinese first."""
        return "\n".join(f"- {text}" for text in self.texts)

    def _repr_html_(self) -> str:
        """List them in Jupyter."""
        items = "".join(
            f"<li>{html.escape(text.zh)}<br><em>{html.escape(text.en)}</em></li>"
            for text in self.texts
        )
        return f"<ul>{items}</ul>"


@dataclass(frozen=True, slots=True)
class Workbench:
    """
    One unit of a study on the bench.

    Parameters
    ----------
    study
        The whole study; measures cut it late.
    unit
        ``"city"`` or a street district's code.
    year
        Year to measure; None for the as-of date.
    language
        Language of the figures.
    folder
        Where findings are kept; None keeps nothing.
    kept
        The results so far, in order.
    """

    study: Study
    unit: str
    year: int | None
    language: Language
    folder: Path | None
    kept: list[Result] = field(default_factory=list)

    def keep(self, result: Result) -> Result:
        """
        Store a finding, if there is a place for it, and show it.

        Parameters
        ----------
        result
            What a measure found.

        Returns
        -------
        hubstudy.results.Result
            The same, which Jupyter shows.
        """
        self.kept.append(result)
        if self.folder is not None:
            result.store(self._place("results"))
        return result

    def draw(self, plot: Any, frame: pd.DataFrame, result: Result) -> Sheet:
        """
        Draw a finding and, if there is a place for it, store the figure.

        Parameters
        ----------
        plot
            A figure's function, such as `hubstudy.figures.outcomes.plot_stars`.
        frame
            What it draws.
        result
            The finding that the frame belongs to; gives unit and n.

        Returns
        -------
        hubstudy.figures.export.Sheet
            The figure, which Jupyter shows.
        """
        from hubstudy.figures import catalog, export  # noqa: PLC0415 - only if drawn

        settings = self.study.settings
        mark = export.Mark(
            unit_name=result.unit_name,
            n=result.n,
            as_of=settings.as_of,
            synthetic=settings.synthetic,
            source=settings.title,
        )
        folder = None if self.folder is None else self._place("figures")
        of_money = catalog.entry_of(plot.__name__).of_money
        frame = _released(frame, plot.__name__, minimum=settings.min_contributors)
        return export.draw(
            plot,
            frame,
            mark=mark,
            language=self.language,
            folder=folder,
            withheld=of_money and 0 < result.n < settings.min_contributors,
        )

    def limits(self) -> Limits:
        """
        List the caveats of all findings kept.

        Returns
        -------
        Limits
            Each caveat once; Jupyter shows them as a list.
        """
        texts = dict.fromkeys(text for result in self.kept for text in result.caveats)
        return Limits(tuple(texts))

    def _place(self, name: str) -> Path:
        assert self.folder is not None  # noqa: S101 - callers have asked
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        return place

    def _summary(self) -> Bilingual:
        study = self.study
        title, mark = (
            study.settings.title,
            Bilingual("（示例数据）", " (synthetic data)"),
        )
        if not study.settings.synthetic or mark.zh in title.zh:
            mark = Bilingual("", "")
        return Bilingual(
            "{title}{mark}：{unit}，截至 {day}", "{title}{mark}: {unit}, as of {day}"
        ).format_with(
            title=title,
            mark=mark,
            unit=study.unit_name(self.unit),
            day=study.last_day(self.year),
        )

    def __repr__(self) -> str:
        """Say what is on the bench."""
        return str(self._summary())

    def _repr_html_(self) -> str:
        """Say what is on the bench, in Jupyter."""
        zh, en = self._summary()
        notices = "".join(f"<li>{html.escape(str(n))}</li>" for n in self.study.notices)
        head = (
            f"<p><strong>{html.escape(zh)}</strong><br><em>{html.escape(en)}</em></p>"
        )
        return f"{head}<ul>{notices}</ul>" if notices else head


def _released(frame: pd.DataFrame, plot_name: str, *, minimum: int) -> pd.DataFrame:
    """Send what a figure draws through the gate, where its cells may be thin."""
    gate = GATES.get(plot_name)
    if gate is None:
        return frame
    if gate.by_level:
        frame = frame[frame[CONTRIBUTORS] > 0].reset_index(drop=True)
    frame = release(
        frame, contributors=CONTRIBUTORS, protect=gate.protect, minimum=minimum,
        total_over=gate.total_over,
    )  # fmt: skip
    return hide_few(frame, gate.counts, minimum=minimum)


def open_unit(
    study: str | Path,
    *,
    unit: str = CITY,
    year: int | None = None,
    language: Language = "zh",
    output: str | Path = "",
) -> Workbench:
    """
    Put one unit of a study on the bench.

    Parameters
    ----------
    study
        Folder of the study, or its name under ``data/raw``; see `find_study`.
    unit
        ``"city"`` or a street district's code.
    year
        Year to measure; 0 or None for the as-of date.
    language
        Language of the figures, ``"zh"`` or ``"en"``.
    output
        Folder to keep findings in, under ``results`` and ``figures``; empty to keep
        nothing.

    Returns
    -------
    Workbench
        The study with the unit.

    Raises
    ------
    RunError
        If there is no such study, or the language is not known.
    MeasureError
        If the study has no such unit or year.
    """
    if language not in {"zh", "en"}:
        msg = f"语言应为 zh 或 en，不是 {language!r} / language must be zh or en"
        raise RunError(msg)
    opened = open_study(find_study(study))
    opened.check_unit(unit)
    opened.last_day(year or None)
    folder = Path(output).resolve() if str(output) else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        record = json.dumps({"unit": unit, "study_hash": opened.source_hash})
        (folder / OPENED_FILE).write_text(record, encoding="utf-8")
    return Workbench(opened, unit, year or None, language, folder)


def find_study(study: str | Path) -> Path:
    """
    Find a study's folder.

    Parameters
    ----------
    study
        A folder, absolute or relative to the working folder or any folder above it;
        or a name under ``data/raw`` there.

    Returns
    -------
    pathlib.Path
        The folder, absolute; it holds a ``study.toml``.

    Raises
    ------
    RunError
        If there is none; the message lists the studies in reach.
    """
    here = Path.cwd()
    above = (here, *here.parents)
    places = [base / part / study for base in above for part in (Path(), RAW)]
    for place in places:
        if (place / "study.toml").is_file():
            return place.resolve()
    reach = {p.parent.name for base in above for p in (base / RAW).glob("*/study.toml")}
    listed = "、".join(sorted(reach)) or "—"
    msg = (
        f"找不到研究 {str(study)!r}：应为含 study.toml 的目录，或 data/raw 下的名称"
        f"（可用：{listed}） / no such study: give a folder with a study.toml, "
        f"or a name under data/raw ({listed})"
    )
    raise RunError(msg)
