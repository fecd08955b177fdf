"""No fault passes in silence, no right study is refused; the campaign can fail."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

from hubstudy.schemas import TABLES
from tests.intake.mutations import campaign, digits
from tests.intake.mutations.base import BASES
from tests.intake.mutations.making import OPERATORS
from tests.intake.mutations.writing import files_of, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from hubstudy.intake import Tables
    from tests.intake.mutations.model import Draft

SEED = 20230831
MUTANTS = 2000
CHUNKS = 20


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_mutants_are_judged_rightly(chunk: int) -> None:
    n = MUTANTS // CHUNKS
    result = campaign.run(n, SEED, start=chunk * n)
    assert result.counts.total() == n
    assert not result.failures, str(result)


def test_the_list_of_operators_is_long_and_mixed() -> None:
    verdicts = [operator.verdict for operator in OPERATORS.values()]
    faults = {operator.fault for operator in OPERATORS.values()}
    assert len(verdicts) >= 90
    assert verdicts.count("accept") >= len(verdicts) // 4
    # D14 is size alone, N3 and N5 are about output; they have tests of their own
    assert {f"D{n}" for n in range(1, 20)} - faults == {"D14"}
    assert {"N1", "N2", "N4", "PII", "F8", "F9", "F10", "F11", "F12"} <= faults


def test_a_campaign_repeats_itself() -> None:
    for name in ("columns_reordered", "uscc_mistyped", "tab_separated"):
        first, second = (campaign.make(name, 5, 3) for _ in range(2))
        assert (first.base, first.before, first.places) == (
            second.base, second.before, second.places,
        )  # fmt: skip
        texts = [m.files["study.toml"] for m in (first, second)]
        assert texts[0] == texts[1]


def test_check_digits_agree_with_published_numbers() -> None:
    # python-stdnum's example; the worked examples of GB 11643 and of ISO 7812
    assert digits.uscc("91110000", "60003734") == "91110000600037341L"
    assert digits.person_number("110105", "19491231", "002") == "11010519491231002X"
    assert digits.card_number("7992739871") == "79927398713"


@pytest.mark.parametrize("base", BASES)
def test_files_hold_the_grids_they_were_made_from(base: str) -> None:
    draft: Draft = BASES[base]()
    files = files_of(draft)
    for part in draft.parts:
        wanted = [[plain(cell) for cell in row] for row in part.grid()]
        if part.is_xlsx:
            book = openpyxl.load_workbook(io.BytesIO(files[part.file]))
            rows = book[part.sheet].iter_rows(values_only=True)
            found = [[_shown(cell) for cell in row] for row in rows]
            width = len(part.heads)
            wanted = [row + [""] * (width - len(row)) for row in wanted]
        else:
            text = files[part.file].decode(part.encoding)
            found = list(csv.reader(io.StringIO(text)))
        assert found == wanted


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    return cell.date().isoformat() if hasattr(cell, "date") else plain(cell)


def nothing(*_: object, **__: object) -> list[Any]:
    return []


RULES_OFF: dict[str, tuple[str, Callable[..., Any], list[str]]] = {
    "personal data": (
        "hubstudy.intake.privacy.scan",
        nothing,
        ["number_in_free_text", "names_under_header", "contact_in_comment",
         "contact_in_properties", "number_under_telling_header"],
    ),
    "totals": (
        "hubstudy.intake.tables.check_totals",
        nothing,
        ["total_disagrees", "record_missing_under_total"],
    ),
    "mojibake": (
        "hubstudy.intake.readers.decode.garbled",
        lambda _: None,
        ["mojibake_utf8_as_gbk", "mojibake_gbk_as_latin"],
    ),
    "dangling references": (
        "hubstudy.intake.tables.resolve",
        nothing,
        ["reference_to_nothing", "record_referred_to_is_gone"],
    ),
    "credit codes": (
        "hubstudy.intake.rules.uscc_ok",
        lambda texts: np.ones(len(texts), dtype=bool),
        ["uscc_mistyped", "uscc_digits_swapped", "uscc_inner_digit_wrong"],
    ),
    "repeated keys": (
        "hubstudy.intake.checks._repeated_keys",
        nothing,
        ["record_twice", "key_twice_in_other_letters"],
    ),
    "ties": (
        "hubstudy.intake.rules._tie_rules",
        nothing,
        ["tie_to_itself", "tie_twice"],
    ),
    "hidden cells": (
        "hubstudy.intake.sheet_part._hidden",
        nothing,
        ["hidden_row", "hidden_column"],
    ),
    "long numbers": (
        "hubstudy.intake.cleaning.words._too_long",
        lambda _: False,
        ["long_id_as_number"],
    ),
    "dates": (
        "hubstudy.intake.rules._time_rules",
        nothing,
        ["date_in_the_future", "ends_before_it_starts", "year_outside"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES_OFF)
def test_the_campaign_finds_a_rule_that_is_switched_off(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, instead, operators = RULES_OFF[rule]
    n = 10 * len(operators) if len(operators) == 1 else 4 * len(operators)
    assert not campaign.run(n, SEED, operators).failures
    monkeypatch.setattr(target, instead)
    result = campaign.run(n, SEED, operators)
    assert {failure.operator for failure in result.silent} == set(operators)


def test_the_campaign_finds_a_right_study_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "hubstudy.intake.rules.uscc_ok", lambda texts: np.zeros(len(texts), dtype=bool)
    )
    result = campaign.run(3, SEED, ["rows_reordered"])
    assert len(result.false_refusals) == 3


def test_the_campaign_finds_a_message_that_repeats_a_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "hubstudy.intake.tables._fit_to_be_seen", lambda found, *_: found
    )
    result = campaign.run(12, SEED, ["contact_beside_another_fault"])
    assert result.leaks


def test_the_campaign_finds_a_study_read_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def without_last(tables: Tables) -> Iterator[tuple[str, pd.DataFrame]]:
        return ((name, getattr(tables, name).iloc[:-1]) for name in TABLES)

    monkeypatch.setattr("hubstudy.intake.tables.Tables.__iter__", without_last)
    assert len(campaign.run(2, SEED, ["rows_reordered"]).altered) == 2


def test_the_campaign_finds_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("hubstudy.intake.tables.check_tables", broken)
    assert len(campaign.run(2, SEED, ["rows_reordered"]).tracebacks) == 2
