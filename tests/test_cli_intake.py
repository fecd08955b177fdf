"""The commands about data: check, template, simulate, and what they leave behind."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from hubstudy.intake.changes import CHANGE_COLUMNS
from hubstudy.intake.ledger import LEDGER_COLUMNS
from hubstudy.intake.log import NOTICE_COLUMNS
from hubstudy.intake.privacy.pseudonyms import KEY_FILE_VARIABLE
from hubstudy.intake.tables import PSEUDONYMISE_VARIABLE
from tests.batch.zoo import tree
from tests.studies import A, small_study, write_study
from tests.test_cli import hubstudy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hubstudy.intake import Study

    Say = Callable[..., tuple[int, str, str]]

RATERS = ("13812345678", "11010519491231002X")
"""Experts entered by their mobile and identity numbers; see `rated`."""

ORIGIN_COLUMNS = ["table", "key", "file", "sheet", "row"]
LOG_COLUMNS = {
    "changes": list(CHANGE_COLUMNS),
    "ledger": list(LEDGER_COLUMNS),
    "notices": list(NOTICE_COLUMNS),
    "origins": ORIGIN_COLUMNS,
}
KEYS = [
    "code", "severity", "file", "sheet", "row", "column", "found", "expected",
    "remedy_zh", "remedy_en",
]  # fmt: skip
COMMANDS = {
    "check": ["--json", "--annotate", "--pseudonymise", "--key-file", "--output"],
    "template": ["--format", "xlsx", "csv"],
    "run": ["--notebook", "--unit", "--jobs", "--pseudonymise", "--key-file"],
    "report": ["--language", "--jobs", "--pseudonymise", "--key-file"],
    "simulate": ["--preset", "--seed", "--form", "tables", "offices", "--faults"],
    "power": ["STUDY"],
}


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """Start without the variables that commands set, and leave none behind."""
    before = dict(os.environ)
    with pytest.MonkeyPatch.context() as patch:
        for name in (KEY_FILE_VARIABLE, PSEUDONYMISE_VARIABLE):
            patch.setenv(name, "")  # so that it is put back as it was
            patch.delenv(name)
        yield
    for name in (KEY_FILE_VARIABLE, PSEUDONYMISE_VARIABLE):
        assert os.environ.get(name) == before.get(name)


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Say:
    """Give the command line as a function."""
    return lambda *words: hubstudy(*words, monkeypatch=monkeypatch, capfd=capfd)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Working folder of a project with the napkin study as an office writes it."""
    folder = tmp_path / "project"
    write_regular(folder / "data" / "raw" / "napkin", small_study())
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def raw(project: Path) -> Path:
    return project / "data" / "raw" / "napkin"


def write_regular(folder: Path, study: Study) -> Path:
    """Write a study whose codes are of the ranges in use, so that nothing is told."""
    for table in write_study(folder, study).glob("*.csv"):
        text = table.read_text("utf-8-sig").replace("3710829", "3710820")
        table.write_text(text, "utf-8-sig")
    return folder


def rated() -> Study:
    """Give the napkin study with a project that two experts rated."""
    rating = {
        "project_id": "P1", "rater_type": "expert", "dimension": "design",
        "score": 80.0, "stars": 4,
    }  # fmt: skip
    return small_study(
        projects=[
            {
                "project_id": "P1", "lead_id": "A1", "community_code": A,
                "scheme": "venture_grant", "title": "邻里相伴", "year": 2021,
                "target_group": "elderly", "award_cny": 5000.0,
                "start": "2021-03-01", "status": "ongoing",
            }
        ],
        ratings=[rating | {"rater_id": rater} for rater in RATERS],
    )  # fmt: skip


@pytest.fixture
def personal(project: Path, raw: Path) -> Path:
    """Folder of a study whose experts are known by their own numbers."""
    return write_regular(raw, rated())


def break_ties(raw: Path) -> None:
    table = raw / "ties.csv"
    table.write_text(table.read_text("utf-8-sig").replace("B2", "B9"), "utf-8")


def logs(project: Path) -> dict[str, pd.DataFrame]:
    folder = project / "data" / "processed" / "napkin" / "intake"
    return {path.stem: pd.read_parquet(path) for path in sorted(folder.iterdir())}


def tokens(project: Path) -> list[str]:
    """Give the pseudonyms in the keys of the ratings."""
    origins = logs(project)["origins"]
    keys = origins.loc[origins["table"] == "ratings", "key"]
    return sorted(re.findall(r"pn_[0-9a-f]{24}", " ".join(keys)))


def test_a_clean_study_leaves_its_log_and_nothing_else(
    project: Path, raw: Path, say: Say
) -> None:
    before = tree(project)
    code, out, err = say("check", "napkin", "--output", "elsewhere")
    assert (code, err) == (0, "")
    written = tree(project / "elsewhere")
    place = "data/processed/napkin/intake"
    assert list(written) == [f"{place}/{name}.parquet" for name in LOG_COLUMNS]
    assert {
        name: content
        for name, content in tree(project).items()
        if not name.startswith("elsewhere/")
    } == before
    for name, frame in logs(project / "elsewhere").items():
        assert list(frame.columns) == LOG_COLUMNS[name]
    assert "organizations.csv：数据 7 行，表头 1 行" in out
    assert "7  社会组织 / organizations" in out
    assert out.rstrip().endswith("数据可用 / the data can be used")


def test_the_log_says_where_every_row_stood(project: Path, say: Say) -> None:
    assert say("check", "napkin")[0] == 0
    kept = logs(project)
    origins = kept["origins"]
    own = origins[origins["table"] == "organizations"]
    assert own["key"].tolist() == ["A1", "A2", "A3", "B1", "B2", "C1", "H1"]
    assert set(own["file"]) == {"organizations.csv"}
    assert sorted(own["row"]) == list(range(2, 9))
    ledger = kept["ledger"]
    rows = ledger[(ledger["step"] == "table") & (ledger["table"] == "organizations")]
    assert rows["n_rows"].tolist() == [7]


def test_a_second_check_writes_the_same_bytes(project: Path, say: Say) -> None:
    say("check", "napkin")
    first = tree(project)
    say("check", "napkin")
    assert tree(project) == first


def test_a_refused_study_leaves_nothing(project: Path, raw: Path, say: Say) -> None:
    break_ties(raw)
    before = tree(project)
    code, out, err = say("check", "napkin", "--output", "elsewhere")
    assert (code, out) == (2, "")
    assert err.startswith("未通过：1 处错误，未读入任何数据 / refused: 1 errors")
    for told in ("ties.csv 第 4 行", "B9", "[key_dangling]", "docs/problems.md"):
        assert told in err
    assert "Traceback" not in err
    assert tree(project) == before
    assert not (project / "elsewhere").exists()


def test_a_refusal_keeps_the_log_of_the_last_good_reading(
    project: Path, raw: Path, say: Say
) -> None:
    assert say("check", "napkin")[0] == 0
    kept = tree(project / "data" / "processed")
    break_ties(raw)
    assert say("check", "napkin")[0] == 2
    assert tree(project / "data" / "processed") == kept


def test_settings_are_refused_with_their_key_and_a_remedy(
    project: Path, raw: Path, say: Say
) -> None:
    settings = raw / "study.toml"
    settings.write_text(settings.read_text("utf-8").replace("seed = 7", "sed = 7"))
    code, out, err = say("check", "napkin", "--output", "elsewhere")
    assert (code, out) == (2, "")
    assert err.startswith("study.toml 有 2 处问题 / problems:")
    assert "did you mean seed?" in err
    assert "Traceback" not in err
    assert not (project / "elsewhere").exists()


def break_settings(raw: Path) -> None:
    settings = raw / "study.toml"
    settings.write_text(settings.read_text("utf-8").replace("seed = 7", "sed = 7"))


def break_toml(raw: Path) -> None:
    (raw / "study.toml").write_text("[study\n")


def name_no_table(raw: Path) -> None:
    with (raw / "study.toml").open("a") as settings:
        settings.write('[files]\n"ties.csv" = "tie"\n')


def add_title(raw: Path) -> None:
    table = raw / "communities.csv"
    text = table.read_text("utf-8-sig").splitlines()
    width = text[0].count(",")
    title = "各社区基本情况" + "," * width
    headed = [title, f"{text[0]},经办科室", *(f"{line},甲科" for line in text[1:])]
    table.write_text("\n".join(headed) + "\n", "utf-8")


@pytest.mark.parametrize(
    ("change", "code", "codes"),
    [
        (break_ties, 2, {"key_dangling": "error"}),
        (
            break_settings,
            2,
            {"setting_unknown": "error", "setting_missing": "error"},
        ),
        (break_toml, 2, {"settings_broken": "error"}),
        (name_no_table, 2, {"setting_unknown": "error"}),
        (add_title, 0, {"note_rows": "notice", "column_unread": "notice"}),
        (lambda _: None, 0, {}),
    ],
    ids=["study", "settings", "toml", "files", "notices", "clean"],
)
@pytest.mark.parametrize("annotated", [False, True])
def test_json_is_one_object_a_line_and_nothing_else(
    raw: Path, say: Say, change, code: int, codes: dict, *, annotated: bool  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    change(raw)
    more = ("--annotate", "copies") if annotated else ()
    ended, out, err = say("check", "napkin", "--json", *more)
    assert ended == code
    records = [json.loads(line) for line in out.splitlines()]
    assert [list(record) for record in records] == [KEYS] * len(records)
    assert {record["code"]: record["severity"] for record in records} == codes
    for record in records:
        assert isinstance(record["row"], int | None)
        texts = [record[key] for key in ("file", "found", "expected")]
        remedies = [record["remedy_zh"], record["remedy_en"]]
        assert all(isinstance(text, str) and text for text in texts + remedies)
        assert re.search(r"[一-鿿]", record["remedy_zh"])
        assert not re.search(r"[一-鿿]", record["remedy_en"])
    copies = f"批注副本 / annotated copy: copies{os.sep}"
    assert all(line.startswith(copies) for line in err.splitlines())
    assert bool(err) == (annotated and bool(codes))


def test_json_names_the_cell(raw: Path, say: Say) -> None:
    break_ties(raw)
    record = json.loads(say("check", "napkin", "--json")[1])
    place = [record[key] for key in ("file", "sheet", "row", "column", "found")]
    assert place == ["ties.csv", None, 4, "起点组织编号", "B9"]


def test_annotate_writes_copies_beside_the_summary(
    project: Path, raw: Path, say: Say
) -> None:
    break_ties(raw)
    before = tree(raw)
    code, _, err = say("check", "napkin", "--annotate", "copies")
    assert code == 2
    assert "未通过" in err
    (copy,) = (project / "copies").iterdir()
    assert str(copy.relative_to(project)) in err
    assert copy.name == "ties_批注.xlsx"
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames[0] == "问题"
    assert "B9" in str(book.worksheets[1]["A4"].comment.text)
    assert tree(raw) == before


def test_annotated_copies_never_lie_in_the_study(
    project: Path, raw: Path, say: Say
) -> None:
    break_ties(raw)
    before = tree(project)
    inside = raw / "批注"
    for folder in (inside, raw, raw / "甲" / ".." / "乙"):
        code, out, err = say("check", "napkin", "--annotate", str(folder))
        assert (code, out) == (2, "")
        assert "批注副本不能写入研究目录" in err
        assert "Traceback" not in err
    assert tree(project) == before
    assert not inside.exists()


def test_a_clean_study_has_nothing_to_annotate(project: Path, say: Say) -> None:
    assert say("check", "napkin", "--annotate", "copies")[0] == 0
    assert not (project / "copies").exists()


def test_personal_data_are_refused_unless_asked_otherwise(
    project: Path, personal: Path, say: Say
) -> None:
    code, out, err = say("check", "napkin")
    assert (code, out) == (2, "")
    assert "[personal_data]" in err
    assert "--pseudonymise" in err
    assert not any(rater in err for rater in RATERS)


def test_pseudonyms_stay_with_their_key(
    project: Path, personal: Path, tmp_path: Path, say: Say
) -> None:
    first, second = tmp_path / "keys" / "one.key", tmp_path / "keys" / "two.key"
    code, out, _ = say("check", "napkin", "--key-file", str(first))
    assert code == 0
    assert "personal_data_replaced" in out
    made = tokens(project)
    assert len(set(made)) == 2
    assert first.stat().st_mode & 0o777 == 0o600
    kept = tree(project)
    assert say("check", "napkin", "--key-file", str(first))[0] == 0
    assert tree(project) == kept
    assert say("check", "napkin", "--key-file", str(second))[0] == 0
    assert not set(tokens(project)) & set(made)


def test_the_key_may_be_named_by_the_environment(
    project: Path, personal: Path, tmp_path: Path, say: Say,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    key = tmp_path / "keys" / "mine.key"
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key))
    assert say("check", "napkin")[0] == 2
    assert not key.exists()
    assert say("check", "napkin", "--pseudonymise")[0] == 0
    assert key.stat().st_mode & 0o777 == 0o600
    made = tokens(project)
    other = tmp_path / "keys" / "other.key"
    assert say("check", "napkin", "--pseudonymise", "--key-file", str(other))[0] == 0
    assert not set(tokens(project)) & set(made)


def test_the_key_has_a_place_of_its_own_by_default(
    project: Path, personal: Path, tmp_path: Path, say: Say,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    assert say("check", "napkin", "--pseudonymise")[0] == 0
    (key,) = (tmp_path / "home").rglob("*.key")
    assert key.name == "napkin.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert not list(project.rglob("*.key"))


def test_a_key_with_the_data_is_refused(
    project: Path, personal: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(project)
    inside = personal / "keys" / "mine.key"
    for words in (["--key-file", str(inside)], ["--pseudonymise"]):
        monkeypatch.setenv(KEY_FILE_VARIABLE, str(inside))
        code, out, err = say("check", "napkin", *words)
        assert (code, out) == (2, "")
        assert "密钥不能与数据放在一起" in err
        assert "Traceback" not in err
    assert tree(project) == before
    assert not inside.parent.exists()


def test_a_key_that_others_can_read_is_refused(
    project: Path, personal: Path, tmp_path: Path, say: Say
) -> None:
    key = tmp_path / "mine.key"
    key.write_text("ab" * 32)
    key.chmod(0o644)
    code, _, err = say("check", "napkin", "--key-file", str(key))
    assert code == 2
    assert "chmod 600" in err
    assert "abab" not in err
    assert not (project / "data" / "processed").exists()


def test_the_key_is_shown_nowhere(
    project: Path, personal: Path, tmp_path: Path, say: Say
) -> None:
    key = tmp_path / "mine.key"
    _, out, err = say("check", "napkin", "--key-file", str(key))
    secret = key.read_text().strip()
    assert len(secret) == 64
    shown = [out.encode(), err.encode(), *tree(project).values()]
    for spelled in (secret.encode(), bytes.fromhex(secret)):
        assert not any(spelled in content for content in shown)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_template_lists_what_it_wrote(project: Path, say: Say, form: str) -> None:
    code, out, err = say("template", "新研究", "--format", form)
    assert code == 0
    assert "hubstudy check 新研究" in err
    assert sorted(out.splitlines()) == sorted(
        os.fspath(path.relative_to(project))
        for path in (project / "新研究").rglob("*")
        if path.is_file()
    )
    names = {path.name for path in (project / "新研究").iterdir()}
    assert {"study.toml", "codebook.md"} <= names
    assert ("登记表.xlsx" in names) == (form == "xlsx")
    assert ("社会组织.csv" in names) == (form == "csv")


def test_template_is_a_workbook_unless_asked_otherwise(
    project: Path, say: Say
) -> None:  # fmt: skip
    say("template", "new")
    assert (project / "new" / "登记表.xlsx").is_file()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_template_takes_no_folder_with_something_in_it(
    project: Path, say: Say, form: str
) -> None:
    (project / "taken").mkdir()
    (project / "taken" / "notes.txt").write_text("mine")
    before = tree(project)
    code, out, err = say("template", "taken", "--format", form)
    assert (code, out) == (2, "")
    assert "不是空目录" in err
    assert "Traceback" not in err
    assert tree(project) == before


def test_template_in_another_form_is_bad_usage(project: Path, say: Say) -> None:
    code, _, err = say("template", "new", "--format", "ods")
    assert code == 2
    assert "--format" in err
    assert not (project / "new").exists()


def test_an_unfilled_template_is_checked_without_a_traceback(
    project: Path, say: Say
) -> None:
    say("template", "new")
    code, out, err = say("check", "new")
    assert "Traceback" not in out + err
    assert code in {0, 2}


def test_offices_forms_are_accepted_and_faulty_ones_refused(
    project: Path, say: Say
) -> None:
    code, out, err = say("simulate", "sent", "--form", "offices")
    assert (code, out, err) == (0, "sent\n", "")
    endings = {path.suffix for path in (project / "sent").iterdir()}
    assert {".xlsx", ".csv", ".tsv", ".toml"} <= endings
    assert not (project / "sent_mistakes.json").exists()
    code, out, _ = say("check", "sent")
    assert code == 0
    assert "东山街道.xlsx “社会组织”：数据 109 行，标题 2 行，表头 2 行" in out
    assert say("simulate", "faulty", "--form", "offices", "--faults")[0] == 0
    mistakes = json.loads((project / "faulty_mistakes.json").read_text("utf-8"))
    code, out, _ = say("check", "faulty", "--json")
    assert code == 2
    told = {json.loads(line)["code"] for line in out.splitlines()}
    assert {mistake["code"] for mistake in mistakes} <= told


def test_faults_are_for_offices_only(project: Path, say: Say) -> None:
    for words in ([], ["--form", "tables"]):
        code, out, err = say("simulate", "made", "--faults", *words)
        assert (code, out) == (2, "")
        assert "--form offices" in err
        assert "Traceback" not in err
        assert not (project / "made").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_both_languages_and_names_every_option(
    say: Say, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, out, err = say(command, "--help")
    assert (code, err) == (0, "")
    first = next(line for line in out.splitlines() if " / " in line)
    assert re.search(r"[一-鿿].* / [A-Z]", first)
    for option in COMMANDS[command]:
        assert option in out


def test_help_lists_all_commands(say: Say) -> None:
    out = say("--help")[1]
    assert [name for name in COMMANDS if f" {name} " not in out] == []
