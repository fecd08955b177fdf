"""Errors that say where, what was found, what was expected and what to do.

Everything hubstudy raises on purpose is a `HubstudyError`. Messages are bilingual,
Chinese first, because the people who mend a register read Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Language = Literal["zh", "en"]
Severity = Literal["error", "warning", "notice"]

SHOWN_PROBLEMS = 50


class Bilingual(NamedTuple):
    """
    One text in Chinese and in English.

    Parameters
    ----------
    zh
        The Chinese wording.
    en
        The English wording.
    """

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """
        Give the wording in one language.

        Parameters
        ----------
        language
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            That wording.
        """
        return self.zh if language == "zh" else self.en

    def format_with(self, **values: object) -> Bilingual:
        """
        Fill the same named values into both wordings.

        Parameters
        ----------
        **values
            A plain value goes into both; a `Bilingual` gives each its own wording.

        Returns
        -------
        Bilingual
            Both wordings, filled.
        """

        def worded(language: Language) -> dict[str, object]:
            return {
                key: value.in_language(language)
                if isinstance(value, Bilingual)
                else value
                for key, value in values.items()
            }

        return Bilingual(self.zh.format(**worded("zh")), self.en.format(**worded("en")))

    def __str__(self) -> str:
        """Show Chinese first, English beside it."""
        return f"{self.zh} / {self.en}"


class HubstudyError(Exception):
    """Root of all errors that hubstudy raises on purpose."""


class SettingsError(HubstudyError):
    """``study.toml`` cannot be used as it stands; ``problems`` lists why."""

    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, problems: Sequence[Problem], hint: str = "") -> SettingsError:
        """
        Make the error from the problems found.

        Parameters
        ----------
        problems
            What is wrong, one per key.
        hint
            A last line of advice.

        Returns
        -------
        SettingsError
            With all problems in its message.
        """
        head = f"{problems[0].file} 有 {len(problems)} 处问题 / problems:"
        error = cls("\n".join([head, *map(str, problems), *([hint] if hint else [])]))
        error.problems = tuple(problems)
        return error


class NetworkError(HubstudyError):
    """A graph breaks the network contract."""


class MeasureError(HubstudyError):
    """A measure was asked for something it cannot answer."""


class FigureError(HubstudyError):
    """A figure cannot be drawn, such as for want of a glyph."""


class RunError(HubstudyError):
    """A batch cannot start: unknown unit, notebook, parameter or folder."""


class ReportError(HubstudyError):
    """A report cannot be written, such as for want of a stored result."""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing wrong in the input, with its place and its remedy.

    Parameters
    ----------
    code
        Stable name of the rule, such as ``key_duplicated``.
    file
        File name, without its folder.
    found
        What stands there, as it stands there.
    expected
        What should stand there.
    remedy
        What a person can do about it.
    row
        Row in the file as a spreadsheet counts, header is 1; None if not one row.
    column
        Column header as in the file; None if not one column.
    sheet
        Sheet of a workbook; None for CSV.
    severity
        ``error`` refuses the study, ``warning`` asks a person to look, ``notice`` tells
        what was done.
    """

    code: str
    file: str
    found: str
    expected: Bilingual
    remedy: Bilingual
    row: int | None = None
    column: str | None = None
    sheet: str | None = None
    severity: Severity = "error"

    def reworded(self, change: Callable[[str], str]) -> Problem:
        """
        Change every text that the problem quotes or says.

        Parameters
        ----------
        change
            Applied to file, sheet, column, what was found, expected and the remedy.

        Returns
        -------
        Problem
            A new one at the same row.
        """
        return replace(
            self,
            file=change(self.file),
            sheet=None if self.sheet is None else change(self.sheet),
            column=None if self.column is None else change(self.column),
            found=change(self.found),
            expected=Bilingual(*map(change, self.expected)),
            remedy=Bilingual(*map(change, self.remedy)),
        )

    def as_record(self) -> dict[str, str | int | None]:
        """
        Give the problem as one machine-readable line.

        Returns
        -------
        dict
            ``code, severity, file, sheet, row, column, found, expected, remedy_zh,
            remedy_en``; ``expected`` holds both languages.
        """
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "found": self.found,
            "expected": str(self.expected),
            "remedy_zh": self.remedy.zh,
            "remedy_en": self.remedy.en,
        }

    def place(self, language: Language = "zh") -> str:
        """
        Say where the problem is.

        Parameters
        ----------
        language
            Language of the words for row, column and sheet.

        Returns
        -------
        str
            File, sheet, row and column, as far as they are known.
        """
        words = {
            "zh": ("工作表“{}”", "第 {} 行", "“{}”列"),
            "en": ("sheet “{}”", "row {}", "column “{}”"),
        }[language]
        values = (self.sheet, self.row, self.column)
        parts = [w.format(v) for w, v in zip(words, values, strict=True) if v]
        return " ".join([self.file, *parts])

    def __str__(self) -> str:
        """Give place, found, expected and remedy, Chinese first."""
        zh, en = self.place("zh"), self.place("en")
        return (
            f"[{self.code}] {zh}：发现“{self.found}”；应为{self.expected.zh}。"
            f"处理办法：{self.remedy.zh}\n"
            f"    {en}: found “{self.found}”; expected {self.expected.en}. "
            f"To mend it: {self.remedy.en}"
        )


class StudyError(HubstudyError):
    """
    A study folder is refused; every problem is listed at once.

    Parameters
    ----------
    problems
        All that was found, in the order of files and rows.
    notices
        What a person should look at besides.
    """

    def __init__(
        self, problems: Sequence[Problem], notices: Sequence[Problem] = ()
    ) -> None:
        self.problems = tuple(problems)
        self.notices = tuple(notices)
        shown = self.problems[:SHOWN_PROBLEMS]
        left = len(self.problems) - len(shown)
        more = f"\n……另有 {left} 处 / and {left} more" if left else ""
        head = (
            f"共 {len(self.problems)} 处问题，未读入任何数据 / "
            f"{len(self.problems)} problems, nothing was read in:"
        )
        lines = "\n".join(str(problem) for problem in shown)
        super().__init__(f"{head}\n{lines}{more}")
