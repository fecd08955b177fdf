"""What every section of the report is written with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.release import hide_few, release
from hubstudy.report.cells import table_of
from hubstudy.report.document import (
    Cell,
    Heading,
    Paragraph,
    TableBlock,
    fill,
    words,
)
from hubstudy.report.headlines import headline
from hubstudy.report.money_words import MONEY_METHODS
from hubstudy.report.words import WORDS
from hubstudy.results import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hubstudy.errors import Language
    from hubstudy.intake import Study
    from hubstudy.report.cells import Show
    from hubstudy.report.document import HeadingKind, Inline
    from hubstudy.report.stored import Stored
    from hubstudy.results import Result


MONEY = frozenset({"funding_dependence", *MONEY_METHODS})
"""Results whose sentences speak of money."""


@dataclass(frozen=True, slots=True)
class Context:
    """
    A study, its stored outputs and the language to write in.

    Parameters
    ----------
    study
        The study that the report is about.
    stored
        Its results and figures.
    """

    study: Study
    stored: Stored

    @property
    def language(self) -> Language:
        """Language of the report."""
        return self.stored.language

    @property
    def has_claims(self) -> bool:
        """Whether the study states numbers of a source text to be audited."""
        return bool(self.stored.result("claim_audit").n)

    def word(self, key: str, **values: object) -> str:
        """
        Give a fixed phrase.

        Parameters
        ----------
        key
            Key in `hubstudy.report.words.WORDS`.
        **values
            What to fill into it.

        Returns
        -------
        str
            The phrase.
        """
        template = WORDS[key]
        return template.format_with(**values).in_language(self.language)

    def heading(
        self, level: int, key: str, *, kind: HeadingKind = "numbered"
    ) -> Heading:
        """
        Make a heading of a fixed phrase.

        Parameters
        ----------
        level
            1 to 3.
        key
            Key of the phrase.
        kind
            See `hubstudy.report.document.Heading`.

        Returns
        -------
        Heading
            The heading.
        """
        return Heading(level, self.word(key), kind)

    def paragraph(self, key: str, **values: str | Inline) -> Paragraph:
        """
        Make a paragraph of a fixed phrase with pointers filled in.

        Parameters
        ----------
        key
            Key of the phrase.
        **values
            Words or pointers.

        Returns
        -------
        Paragraph
            The paragraph.
        """
        return Paragraph(fill(WORDS[key], self.language, **values))

    def sentence(self, result: Result) -> str:
        """
        Give the sentence of a result, if enough units stand behind it.

        Parameters
        ----------
        result
            A stored result; on money, its ``n`` counts the organisations behind it.

        Returns
        -------
        str
            Its finding, or that too few stand behind it to say.
        """
        if self._is_hidden(result):
            return self.suppressed_note()
        return result.sentence(self.language)

    def headline(self, result: Result) -> str:
        """
        Give the headline of a result, if enough units stand behind it.

        Parameters
        ----------
        result
            A stored result of the city.

        Returns
        -------
        str
            One sentence, or the whole finding if the result has no headline.
        """
        if self._is_hidden(result):
            return self.suppressed_note()
        return headline(result, self.language) or result.sentence(self.language)

    def _is_hidden(self, result: Result) -> bool:
        """Whether too few organisations stand behind a result on money."""
        few = 0 < result.n < self.study.settings.min_contributors
        return few and result.name in MONEY

    def finding(self, result: Result) -> Paragraph:
        """
        Print the sentence of a result.

        Parameters
        ----------
        result
            A stored result.

        Returns
        -------
        Paragraph
            Its sentence, and nothing else; see `sentence`.
        """
        return Paragraph(words(self.sentence(result)))

    def table(
        self,
        label: str,
        caption: str,
        frame: pd.DataFrame,
        shows: Sequence[Show],
        *,
        notes: Sequence[str] = (),
        source: str = "",
    ) -> TableBlock:
        """
        Print a frame as a table.

        Parameters
        ----------
        label
            Name that pointers use.
        caption
            Caption without number.
        frame
            Tidy frame.
        shows
            Columns to show.
        notes
            Lines below; lines on gaps and hidden cells are added where there are any.
        source
            Source line; the register if left out.

        Returns
        -------
        TableBlock
            The table; one row that says so if the frame is empty.
        """
        columns, rows = table_of(frame, shows, self.language)
        if not rows:
            dash = WORDS["none"].in_language(self.language)
            empty = [
                Cell(dash, (None,) * len(column.sheet_titles)) for column in columns
            ]
            empty[0] = replace(empty[0], text=self.word("no_rows"))
            rows = (tuple(empty),)
        reasons = {cell.reason for row in rows for cell in row} - {""}
        suppressed = REASONS["suppressed"].in_language(self.language)
        if suppressed in reasons:
            notes = [*notes, self.suppressed_note()]
        if reasons:
            notes = [*notes, self.word("reason_note")]
        return TableBlock(
            label, caption, columns, rows, tuple(notes), source or self.source_line()
        )

    def source_line(self) -> str:
        """
        Say where the numbers come from.

        Returns
        -------
        str
            Title of the study and as-of date.
        """
        settings = self.study.settings
        return self.word("source_line", title=settings.title, date=settings.as_of)

    def released(
        self,
        frame: pd.DataFrame,
        *,
        contributors: str,
        protect: Sequence[str],
        total_over: Sequence[str] | None = (),
        counts: Sequence[str] = (),
    ) -> pd.DataFrame:
        """
        Send a frame through the one gate.

        Parameters
        ----------
        frame
            Frame with money or shares.
        contributors
            Column that counts the units behind each row.
        protect
            Columns to hide where there are too few.
        total_over
            Columns within whose values rows add up to a printed total; None if no
            total is printed.
        counts
            Columns that count units, hidden one by one where they are few.

        Returns
        -------
        pandas.DataFrame
            The same rows; hidden cells are missing, with the reason.
        """
        minimum = self.study.settings.min_contributors
        kept = release(
            frame,
            contributors=contributors,
            protect=protect,
            minimum=minimum,
            total_over=total_over,
        )
        return hide_few(kept, counts, minimum=minimum)

    def suppressed_note(self) -> str:
        """
        Say below how many units nothing is released.

        Returns
        -------
        str
            The line.
        """
        return self.word(
            "suppressed_note", minimum=self.study.settings.min_contributors
        )


def phrase(text: str) -> Bilingual:
    """
    Give one text for both languages, such as a proper name.

    Parameters
    ----------
    text
        The text.

    Returns
    -------
    Bilingual
        The same twice.
    """
    return Bilingual(text, text)
