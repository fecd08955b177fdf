"""What the report reads: stored results and drawn figures of one study."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hubstudy.errors import ReportError
from hubstudy.report.document import FigureBlock
from hubstudy.results import CITY, Result

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Language


@dataclass(frozen=True, slots=True)
class Stored:
    """
    Folders of a study's outputs.

    Parameters
    ----------
    root
        Folder that holds ``data/processed`` and ``figures``.
    study
        Short name of the study.
    language
        Language of the report, and so of its figures.
    """

    root: Path
    study: str
    language: Language

    def result(self, name: str, *, unit: str = CITY) -> Result:
        """
        Read a stored result.

        Parameters
        ----------
        name
            Name of the measure.
        unit
            ``"city"`` or a street district's code.

        Returns
        -------
        Result
            As it was stored.

        Raises
        ------
        ReportError
            If it is not there; the message names the command that makes it.
        """
        folder = self.root / "data" / "processed" / self.study / "results" / unit
        try:
            return Result.load(folder, name)
        except FileNotFoundError as error:
            msg = f"results/{unit}/{name}"
            raise self._missing(msg, unit) from error

    def figure(self, stem: str, *, unit: str = CITY, place: str = "") -> FigureBlock:
        """
        Find a drawn figure.

        Parameters
        ----------
        stem
            Stem in the catalogue, such as ``organizations_ranked``.
        unit
            ``"city"`` or a street district's code.
        place
            Name of the unit to put before the caption; empty for none.

        Returns
        -------
        FigureBlock
            Labelled ``figure.<unit>.<stem>``.

        Raises
        ------
        ReportError
            If its record, SVG or PNG is not there; the message names the command that
            makes it.
        """
        folder = self.root / "figures" / self.study / unit
        suffix = "" if self.language == "zh" else f".{self.language}"
        path = {
            ending: folder / f"fig_{stem}{suffix}.{ending}"
            for ending in ("json", "svg", "png")
        }
        for file in path.values():
            if not file.is_file():
                msg = f"figures/{unit}/{file.name}"
                raise self._missing(msg, unit)
        record = json.loads(path["json"].read_text(encoding="utf-8"))
        colon = "：" if self.language == "zh" else ": "
        head = f"{place}{colon}" if place else ""
        return FigureBlock(
            label=f"figure.{unit}.{stem}",
            caption=head + record[f"caption_{self.language}"],
            svg=path["svg"],
            png=path["png"],
        )

    def _missing(self, what: str, unit: str) -> ReportError:
        command = f"hubstudy run data/raw/{self.study} --unit {unit}"
        if self.language != "zh":
            command += f" --language {self.language}"
        return ReportError(
            f"缺少 {what}，请先运行“{command}” / "
            f"{what} is missing; run “{command}” first"
        )
