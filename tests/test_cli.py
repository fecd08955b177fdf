"""The command line says what went wrong and ends with the right code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hubstudy import cli
from hubstudy.intake.privacy.pseudonyms import KEY_FILE_VARIABLE
from hubstudy.intake.tables import PSEUDONYMISE_VARIABLE
from tests.batch.zoo import WRITE, only_in_street, tree, write_notebook, write_study
from tests.studies import STREET_1

VARIABLES = (KEY_FILE_VARIABLE, PSEUDONYMISE_VARIABLE)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Project with the napkin study and one notebook; the working folder."""
    write_study(tmp_path / "data" / "raw" / "napkin")
    write_notebook(tmp_path / "notebooks", "fine", WRITE, results=["found"])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hubstudy(
    *arguments: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Run the command line in this process; give its exit code and what it said."""
    monkeypatch.setattr(sys, "argv", ["hubstudy", *arguments])
    with pytest.MonkeyPatch.context() as patch:
        for name in VARIABLES:  # what a command sets is for its own process
            patch.setenv(name, os.environ.get(name, ""))
        with pytest.raises(SystemExit) as end:
            cli.main()
    code = end.value.code
    return code if isinstance(code, int) else 0, *capfd.readouterr()


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Give the command line as a function."""
    return lambda *words: hubstudy(*words, monkeypatch=monkeypatch, capfd=capfd)


def test_check_counts_the_rows_of_each_table(project: Path, say) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = say("check", "napkin")
    assert code == 0
    assert "7  社会组织 / organizations" in out


def test_check_names_file_row_and_remedy_without_a_traceback(
    project: Path, say
) -> None:  # type: ignore[no-untyped-def]
    table = project / "data/raw/napkin/ties.csv"
    table.write_text(table.read_text().replace("B2", "B9"))
    code, out, err = say("check", "napkin")
    assert code == 2
    assert "ties.csv" in err
    assert "B9" in err
    assert "Traceback" not in err + out


def test_run_tells_what_was_done_and_then_that_nothing_changed(
    project: Path, say
) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = say("run", "napkin", "--jobs", "1", "--unit", "city")
    assert (code, out) == (
        0,
        "完成 1，未变 0，失败 0 / 1 done, 0 unchanged, 0 failed\n",
    )
    code, out, _ = say("run", "napkin", "--unit", "city", "--notebook", "fine.ipynb")
    assert (code, out) == (
        0,
        "完成 0，未变 1，失败 0 / 0 done, 1 unchanged, 0 failed\n",
    )


def test_run_ends_with_one_if_a_district_failed(project: Path, say) -> None:  # type: ignore[no-untyped-def]
    bad = WRITE + "\n" + only_in_street("1 / 0")
    write_notebook(project / "notebooks", "fine", bad, results=["found"])
    code, out, err = say("run", "napkin", "--jobs", "1")
    assert code == 1
    assert "2 done, 0 unchanged, 1 failed" in out
    lines = [line for line in err.splitlines() if "failed" in line]
    assert lines == [
        (
            f"失败 / failed: {STREET_1} fine cell 3 (cell-1): "
            "ZeroDivisionError: division by zero"
        )
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "napkin", "--unit", "nowhere"], "nowhere"),
        (["run", "napkin", "--notebook", "nine"], "nine"),
        (["run", "napkin", "--param", "colour=1"], "colour"),
        (["run", "napkin", "--param", "year"], "NAME=VALUE"),
        (["run", "napkin", "--jobs", "0"], "--jobs"),
        (["run", "napkin", "--language", "fr"], "--language"),
        (["run", "nothing"], "nothing"),
        (["fly"], "fly"),
    ],
)
def test_bad_usage_ends_with_two(
    project: Path, say, words: list[str], message: str  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    code, _, err = say(*words)
    assert code == 2
    assert message in err
    assert "Traceback" not in err


def test_power_prints_the_table_of_effects(say) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = say("power", str(Path(__file__).parents[1] / "data/raw/rongcheng"))
    assert code == 0
    assert "0.737" in out


def test_simulate_makes_a_study_that_check_accepts(project: Path, say) -> None:  # type: ignore[no-untyped-def]
    assert say("simulate", "made", "--preset", "rongcheng", "--seed", "3")[0] == 0
    assert say("check", "made")[0] == 0


def test_report_is_not_written_on_top_of_failures(project: Path, say) -> None:  # type: ignore[no-untyped-def]
    write_notebook(project / "notebooks", "fine", "1 / 0", scope="city")
    code, _, err = say("report", "napkin", "--jobs", "1")
    assert code == 1
    assert "no report written" in err
    assert not (project / "reports").exists()


@pytest.mark.parametrize("command", ["run", "report"])
def test_what_check_refuses_is_not_run(project: Path, say, command: str) -> None:  # type: ignore[no-untyped-def]
    table = project / "data/raw/napkin/ties.csv"
    table.write_text(table.read_text().replace("B2", "B9"))
    before = tree(project)
    code, out, err = say(command, "napkin", "--jobs", "1")
    assert (code, out) == (2, "")
    assert "key_dangling" in err
    assert "B9" in err
    assert "Traceback" not in err
    assert tree(project) == before


@pytest.mark.parametrize("command", ["check", "run", "report"])
def test_no_command_takes_a_key_that_lies_with_the_data(
    project: Path, say, command: str  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    before = tree(project)
    inside = project / "data/raw/napkin/mine.key"
    code, out, err = say(command, "napkin", "--key-file", str(inside))
    assert (code, out) == (2, "")
    assert "密钥不能与数据放在一起" in err
    assert "Traceback" not in err
    assert tree(project) == before


def test_what_one_command_sets_is_gone_for_the_next(
    project: Path, say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    key = tmp_path / "mine.key"
    assert say("check", "napkin", "--key-file", str(key))[0] == 0
    assert key.exists()
    assert not set(VARIABLES) & set(os.environ)


def test_help_is_quick_and_survives_a_terminal_without_chinese() -> None:
    script = "from hubstudy.cli import main; main()"
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script, "--help"],
        check=True, capture_output=True, env=environment,
    )  # fmt: skip
    assert time.monotonic() - started < 5
    assert b"simulate" in done.stdout
    imported = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, hubstudy.cli; print('pandas' in sys.modules)",
        ],
        check=True,
        capture_output=True,
    )
    assert imported.stdout.strip() == b"False"


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to a process group")
def test_ctrl_c_ends_the_batch_and_says_how_to_go_on(project: Path) -> None:
    write_notebook(project / "notebooks", "fine", "import time; time.sleep(60)")
    script = "from hubstudy.cli import main; main()"
    batch = subprocess.Popen(
        [sys.executable, "-c", script, "run", "napkin", "--jobs", "1"],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    stages = project / "data/processed/napkin/.stage"
    deadline = time.monotonic() + 60
    while not list(stages.glob("*/running.ipynb")) and time.monotonic() < deadline:
        time.sleep(0.2)
    os.killpg(batch.pid, signal.SIGINT)
    _, err = batch.communicate(timeout=30)
    assert batch.returncode == 130
    assert "run again" in err.decode()
    assert "Traceback" not in err.decode()
    assert not stages.exists()
