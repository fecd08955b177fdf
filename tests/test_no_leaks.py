"""Personal data planted in a study is found in nothing that leaves the study.

Canaries of every kind stand everywhere in a workbook and in CSV files. Then all that
is said and written is searched for each, however it is spelled, packed or encoded.
"""

from __future__ import annotations

import base64
import copy
import gzip
import html
import io
import json
import logging
import pickle
import re
import tempfile
import traceback
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image, PngImagePlugin

from hubstudy import cli
from hubstudy.errors import StudyError
from hubstudy.intake import open_study, tables
from hubstudy.intake.changes import CHANGE_COLUMNS
from hubstudy.intake.ledger import LEDGER_COLUMNS
from hubstudy.intake.log import NOTICE_COLUMNS
from hubstudy.intake.privacy.pseudonyms import KEY_FILE_VARIABLE, load_key
from hubstudy.intake.tables import PSEUDONYMISE_VARIABLE
from hubstudy.schemas import TABLES
from tests.batch.zoo import write_notebook
from tests.intake.privacy import planted
from tests.studies import SETTINGS_TOML, A, as_text, small_study
from tests.test_cli import hubstudy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

    Say = Callable[..., tuple[int, str, str]]

# In no label, message, surname list or made-up table: any of them found is a leak.
NAMES = (
    "欧阳雪婷", "令狐晓峰", "诸葛玉珍", "上官海鹏", "司马欣怡", "慕容晨浩", "皇甫凤云",
    "尉迟柏松", "夏侯玲珑", "魏婷雪", "彭鑫彬", "蒋凤珠", "潘莲云", "阎辉波", "薛岩松",
    "阿依古丽·买买提", "钱永庆", "崔珍珠", "贾柏宁", "覃琳凯",
)  # fmt: skip
MAKERS: dict[str, Callable[[Random], str]] = {
    "id_card": planted.id_card,
    "old_id": planted.old_id,
    "mobile": planted.mobile,
    "landline": planted.landline,
    "email": lambda random: f"canary{random.randrange(10**6)}@example.gov.cn",
    "bank_card": planted.bank_card,
}
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
UNDECLARED = {
    "联系人": "name", "联系电话": "mobile", "身份证号": "id_card",
    "原证件号": "old_id", "电子邮箱": "email", "银行卡号": "bank_card",
    "座机": "landline", "备注": "words",
}  # fmt: skip
HARMLESS = ("其他情况", "银杏牌暖水瓶")
"""A column of no table and what stands in it: nothing personal, and yet not wanted."""

ORIGIN_COLUMNS = ("table", "key", "file", "sheet", "row")
LOG_COLUMNS = {
    "changes": CHANGE_COLUMNS,
    "ledger": LEDGER_COLUMNS,
    "notices": NOTICE_COLUMNS,
    "origins": ORIGIN_COLUMNS,
}


@dataclass
class Canaries:
    """Makes personal data, a new one and another spelling each time."""

    random: Random
    bare: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    _n_names: int = 0
    _n_spelled: int = 0

    def name(self) -> str:
        text = NAMES[self._n_names % len(NAMES)]
        self._n_names += 1
        self.kinds.add("name")
        self.bare.append(text)
        return text

    def plain(self, kind: str) -> str:
        """Give a canary as one is written in a column of its own."""
        if kind in {"name", "words"}:
            return self.name() if kind == "name" else self.words()
        number = MAKERS[kind](self.random)
        self.kinds.add(kind)
        self.bare.append(number)
        return number

    def spelled(self, kind: str) -> str:
        """Give a canary in one of the spellings that people use in a sentence."""
        number = self.plain(kind)
        sizes = planted.GROUPS.get(kind, ())
        ways = [
            number,
            number.translate(FULL_WIDTH),
            number[:5] + "\u200b" + number[5:],
        ]
        if sizes:
            ways += [
                planted._grouped(number, sizes, part) for part in (" ", "-", "\u3000")
            ]
        self._n_spelled += 1
        return number if kind == "email" else ways[self._n_spelled % len(ways)]

    def words(self) -> str:
        """Give a sentence that holds a labelled name and a number."""
        kind = list(MAKERS)[self._n_spelled % len(MAKERS)]
        label = ("负责人：", "联系人 ", "填表人:", "法定代表人为")[self._n_spelled % 4]
        return f"有事找{label}{self.name()}，{self.spelled(kind)}，谢谢"


@dataclass
class Search:
    """Looks for canaries in texts and bytes, however packed."""

    bare: tuple[str, ...]
    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        forms = {squeezed(text) for text in self.bare}
        self._any = re.compile("|".join(map(re.escape, sorted(forms))))
        encodings = ("gb18030", "utf-16-le", "utf-16-be")
        self._bytes = {text.encode(code) for text in self.bare for code in encodings}

    def text(self, place: str, text: str) -> None:
        """Search a text, what its escapes stand for, and what is packed in it."""
        plain = re.sub(
            r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found.group(1), 16)), text
        )
        for form in dict.fromkeys([text, plain, html.unescape(text)]):
            for hit in set(self._any.findall(squeezed(form))):
                self.found.append(f"{place}: {hit}")

    def content(self, place: str, content: bytes) -> None:
        """Search a file's name and bytes, its members, its values."""
        self.text(f"{place} (name)", place)
        self.text(place, content.decode("utf-8", "replace"))
        for spelled in self._bytes:
            if spelled in content:
                self.found.append(f"{place}: {spelled!r}")
        for number, part in enumerate(_unpacked(place, content)):
            self.content(f"{place}!{number}", part)

    def folder(self, folder: Path) -> int:
        """Search every file below a folder; tell how many there are."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        for path in files:
            self.content(path.relative_to(folder).as_posix(), path.read_bytes())
        return len(files)


def squeezed(text: str) -> str:
    """Leave what every spelling of a name or number has in common."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper()


def _unpacked(place: str, content: bytes) -> Iterator[bytes]:
    """Give what is inside a file that packs others, or packs its values."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            for item in members.infolist():
                yield item.filename.encode() + b"\n" + item.comment
                yield members.read(item)
    elif content.startswith(b"PAR1") and content.endswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(content))
        yield str(table.schema.metadata).encode() + str(table.schema).encode()
        for name in table.column_names:
            values = "\n".join(map(str, table.column(name).to_pylist()))
            yield f"{name}\n{values}".encode()
    elif content.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            yield str(image.info).encode()
    elif content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif place.endswith((".ipynb", ".json")):
        yield json.dumps(json.loads(content), ensure_ascii=False).encode()
    for packed in re.findall(rb"[A-Za-z0-9+/\\n]{400,}={0,2}", content):
        blob = packed.replace(b"\\n", b"")
        yield base64.b64decode(blob + b"=" * (-len(blob) % 4))[:1_000_000]


@pytest.fixture(autouse=True)
def own_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Search], None]]:
    """Keep temporary files, settings and logs of a test where they can be searched."""
    homes = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "IPYTHONDIR", "MPLCONFIGDIR")
    for name in homes:
        monkeypatch.setenv(name, str(tmp_path / "home"))
    # short, for the sockets of kernels lie there
    with tempfile.TemporaryDirectory(prefix="nl") as short:
        monkeypatch.setenv("TMPDIR", short)
        monkeypatch.setattr(tempfile, "tempdir", None)
        for name in (KEY_FILE_VARIABLE, PSEUDONYMISE_VARIABLE):
            monkeypatch.setenv(name, "")
            monkeypatch.delenv(name)

        def search_places(search: Search) -> None:
            search.folder(Path(short))
            search.folder(tmp_path / "home")

        yield search_places
        monkeypatch.undo()


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Say:
    """Give the command line as a function."""
    return lambda *words: hubstudy(*words, monkeypatch=monkeypatch, capfd=capfd)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project; the working folder."""
    folder = tmp_path / "project"
    (folder / "data" / "raw").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


SETTINGS = (
    SETTINGS_TOML
    + """
[intake]
hidden = "read"

[columns.contracts]
"承接人姓名" = "contractor_id"
"""
)


def texts(canaries: Canaries) -> dict[str, pd.DataFrame]:
    """Give the tables of the napkin study with canaries in declared columns."""
    project = {
        "project_id": "P1", "lead_id": "A1", "community_code": A,
        "scheme": "venture_grant", "title": f"邻里相伴（{canaries.words()}）",
        "target_group": "elderly", "year": 2021, "award_cny": 5000.0,
        "start": "2021-03-01", "status": "ongoing",
    }  # fmt: skip
    ratings = [
        {
            "project_id": "P1", "rater_id": canaries.plain(kind),
            "rater_type": "expert", "dimension": "design", "score": 80.0, "stars": 4,
        }
        for kind in ("mobile", "id_card", "old_id", "bank_card", "landline", "email")
    ]  # fmt: skip
    contracts = [
        {
            "contract_id": f"H{n}", "community_code": A, "is_local": True,
            "contractor_id": canaries.name(), "start": "2020-01-01",
        }
        for n in range(4)
    ]  # fmt: skip
    revenue = [
        {
            "revenue_id": f"R{n}", "organization_id": identifier, "year": 2023,
            "funder": f"捐赠人：{canaries.name()} {canaries.spelled('mobile')}",
            "funder_type": "individual", "instrument": "donation",
            "is_restricted": False, "amount_cny": 1000.0 * (n + 1),
        }
        for n, identifier in enumerate(["A1", "A2", "A3", "B1", "B2", "C1", "H1"])
    ]  # fmt: skip
    study = small_study(
        projects=[project], ratings=ratings, contracts=contracts, revenue=revenue
    )
    frames = {name: as_text(name, frame) for name, frame in study.tables}
    own = frames["organizations"]
    own["组织名称"] = [f"示例队（{canaries.words()}）" for _ in own.index]
    for header, kind in UNDECLARED.items():
        own[header] = [canaries.plain(kind) for _ in own.index]
    own[HARMLESS[0]] = HARMLESS[1]
    contractor = TABLES["contracts"].column("contractor_id").field.axis_label("zh")
    frames["contracts"] = frames["contracts"].rename(columns={contractor: "承接人姓名"})
    return frames


def break_cells(frames: dict[str, pd.DataFrame], canaries: Canaries) -> None:
    """Put canaries where they break other rules, so that those quote them."""
    communities = frames["communities"]
    communities.loc[0, "居民人数/人"] = canaries.plain("mobile")
    communities.loc[1, "建成年份"] = canaries.spelled("id_card")
    communities.loc[2, "面积/km²"] = canaries.words()
    own = frames["organizations"]
    for row, (header, kind) in enumerate(
        {
            "统一社会信用代码": "id_card", "社区代码": "bank_card", "登记状态": "email",
            "成立日期": "mobile", "是否枢纽": "words", "所属枢纽编号": "old_id",
        }.items()
    ):  # fmt: skip
        own[header] = own[header].astype("object")
        own.loc[row, header] = canaries.spelled(kind)
    ties = frames["ties"]
    ties.loc[0, "起点组织编号"] = canaries.plain("mobile")
    ties.loc[1, "起始年份"] = canaries.spelled("landline")
    twice = frames["ratings"].iloc[[0, 1]]
    frames["ratings"] = pd.concat([frames["ratings"], twice], ignore_index=True)
    names = frames["contracts"]
    names.loc[0, "开始日期"] = canaries.words()
    names["备注二"] = canaries.words()
    names[canaries.words()] = "x"


def write_csv(folder: Path, canaries: Canaries, *, broken: bool) -> None:
    """Write the study as CSV files with title and note rows."""
    frames = texts(canaries)
    if broken:
        break_cells(frames, canaries)
    encodings = ("utf-8-sig", "gb18030", "utf-16")
    for number, (name, frame) in enumerate(frames.items()):
        rows = [
            [f"某街道登记表，{canaries.words()}"], list(frame.columns),
            *frame.to_numpy().tolist(), [f"注：{canaries.words()}"],
        ]  # fmt: skip
        width = len(frame.columns)
        padded = pd.DataFrame([row + [""] * (width - len(row)) for row in rows])
        code = "utf-8" if broken else encodings[number % 3]
        spelled = padded.to_csv(index=False, header=False)
        # a file in GBK cannot hold the invisible characters that people paste
        text = spelled.replace("\u200b", "") if code == "gb18030" else spelled
        (folder / f"{name}.csv").write_bytes(text.encode(code))
    if broken:
        table = folder / "ties.csv"
        table.rename(folder / f"ties_{canaries.plain('mobile')}.csv")


def write_xlsx(folder: Path, canaries: Canaries, *, broken: bool) -> None:
    """Write the study as a workbook with canaries in all that is no cell as well."""
    frames = texts(canaries)
    if broken:
        break_cells(frames, canaries)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, frame in frames.items():
        sheet = book.create_sheet(TABLES[name].label.zh)
        sheet.append([f"某街道登记表，{canaries.words()}"])
        sheet.append(list(frame.columns))
        for row in frame.to_numpy().tolist():
            sheet.append(row)
        sheet.append([f"注：{canaries.words()}"])
        sheet.oddHeader.center.text = f"填表人：{canaries.name()}"
        sheet.oddFooter.left.text = f"电话 {canaries.spelled('mobile')}"
        sheet["A2"].comment = Comment(
            f"{canaries.name()}:\n{canaries.words()}", canaries.name()
        )
    own = book[TABLES["organizations"].label.zh]
    own.row_dimensions[4].hidden = True
    own.column_dimensions["N"].hidden = True
    heads = {cell.value: cell.column for cell in own[2]}
    own.cell(5, heads["联系电话"]).value = int(canaries.plain("mobile"))
    asked = DataValidation("list", formula1='"甲,乙"', prompt=canaries.words()[:200])
    asked.add("Z9")
    own.add_data_validation(asked)
    aside = book.create_sheet("_通讯录")
    aside.sheet_state = "veryHidden"
    aside.append(["姓名", "电话", "说明"])
    for _ in range(3):
        aside.append([canaries.name(), canaries.spelled("mobile"), canaries.words()])
    about = book.properties
    about.creator, about.lastModifiedBy = canaries.name(), canaries.name()
    about.title, about.subject = canaries.words(), canaries.spelled("id_card")
    about.keywords, about.category = canaries.spelled("mobile"), canaries.words()
    about.description = canaries.spelled("email")
    book.custom_doc_props.append(StringProperty(name="经办", value=canaries.words()))
    if broken:
        book.create_sheet(f"通讯 {canaries.plain('mobile')}").append([canaries.words()])
    book.save(folder / "登记表.xlsx")


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


def plant(project: Path, form: str, *, broken: bool) -> Canaries:
    """Write a study full of canaries as ``data/raw/napkin``."""
    folder = project / "data" / "raw" / "napkin"
    folder.mkdir()
    settings = SETTINGS.replace('"read"', '"refuse"') if broken else SETTINGS
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    canaries = Canaries(planted.draws(3 + broken))
    WRITERS[form](folder, canaries, broken=broken)
    assert canaries.kinds == {"name", *MAKERS}
    return canaries


def leaks(
    canaries: Canaries,
    project: Path,
    said: Iterable[tuple[int, str, str]],
    places: Callable[[Search], None],
    *more: str,
) -> list[str]:
    """Search all that was said, and all files but the study itself."""
    search = Search((*canaries.bare, *more))
    for number, (_, out, err) in enumerate(said):
        search.text(f"stdout {number}", out)
        search.text(f"stderr {number}", err)
    for place in sorted(project.iterdir()):
        if place.name != "data":
            search.folder(place)
    search.folder(project / "data" / "processed")
    places(search)
    return sorted(set(search.found))


def test_the_search_finds_what_is_packed_and_escaped(tmp_path: Path) -> None:
    name, number = "欧阳雪婷", "13812345678"
    search = Search((name, number))
    pd.DataFrame({"a": [f"经办 {name}"]}).to_parquet(tmp_path / "values.parquet")
    pd.DataFrame({name: ["a"]}).to_parquet(tmp_path / "header.parquet")
    book = openpyxl.Workbook()
    book.active["A1"].comment = Comment("１３８－１２３４－５６７８", "x")
    book.save(tmp_path / "book.xlsx")
    outer = tmp_path / "outer.zip"
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as members:
        members.write(tmp_path / "book.xlsx")
    note = PngImagePlugin.PngInfo()
    note.add_itxt("Comment", f"{name}{'.' * 90}", zip=True)
    stream = io.BytesIO()
    Image.new("RGB", (40, 40)).save(stream, "png", pnginfo=note)
    picture = base64.b64encode(stream.getvalue() + b"\0" * 300).decode()
    (tmp_path / "page.svg").write_text(f"<image href='data:;base64,{picture}'/>")
    (tmp_path / "entity.html").write_text("".join(f"&#{ord(c)};" for c in name))
    (tmp_path / "run.ipynb").write_text(json.dumps({"text": f"a {name}"}))
    (tmp_path / "utf16.txt").write_bytes(f"tel {number}".encode("utf-16"))
    (tmp_path / "gbk.log").write_bytes(name.encode("gb18030"))
    (tmp_path / f"138-1234-5678{name}.txt").touch()
    n_files = search.folder(tmp_path)
    hit = {found.partition("!")[0].partition(":")[0] for found in search.found}
    assert len({place.removesuffix(" (name)") for place in hit}) == n_files == 10


@pytest.mark.parametrize("form", WRITERS)
def test_a_refusal_repeats_nothing(
    project: Path, say: Say, form: str, caplog: pytest.LogCaptureFixture,
    own_places: Callable[[Search], None],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    canaries = plant(project, form, broken=True)
    said = [
        say("check", "napkin"),
        say("check", "napkin", "--json"),
        say("check", "napkin", "--annotate", "copies"),
        say("check", "napkin", "--pseudonymise"),
        say("run", "napkin", "--pseudonymise"),
    ]
    assert [code for code, _, _ in said] == [2] * len(said)
    records = [json.loads(line) for line in said[1][1].splitlines()]
    codes = {record["code"] for record in records}
    assert "personal_data" in codes
    assert len(codes) > 6
    assert list((project / "copies").iterdir())
    assert not (project / "data" / "processed").exists()
    said.append((0, caplog.text, repr(caplog.records)))
    assert leaks(canaries, project, said, own_places) == []


@pytest.fixture(params=WRITERS)
def replaceable(request: pytest.FixtureRequest, project: Path) -> Canaries:
    """Plant only what pseudonyms can take the place of."""
    return plant(project, request.param, broken=False)


def read_parquets(folder: Path) -> dict[str, pd.DataFrame]:
    """Give every frame below a folder by its path there."""
    return {
        path.relative_to(folder).as_posix(): pd.read_parquet(path)
        for path in sorted(folder.rglob("*.parquet"))
    }


def test_a_check_with_pseudonyms_writes_and_says_nothing_personal(
    project: Path, say: Say, replaceable: Canaries, tmp_path: Path,
    own_places: Callable[[Search], None],
) -> None:  # fmt: skip
    key = tmp_path / "keys" / "mine.key"
    refused = say("check", "napkin")
    said = [
        refused,
        say("check", "napkin", "--key-file", str(key)),
        say("check", "napkin", "--json", "--key-file", str(key)),
    ]
    assert [code for code, _, _ in said] == [2, 0, 0]
    assert "personal_data_replaced" in said[1][1]
    secret = key.read_text("ascii").strip()
    assert leaks(replaceable, project, said, own_places, secret) == []
    frames = read_parquets(project / "data" / "processed" / "napkin")
    assert frames.keys() == {f"intake/{name}.parquet" for name in LOG_COLUMNS}
    origins = frames["intake/origins.parquet"]
    raters = origins.loc[origins["table"] == "ratings", "key"].str.split("\t").str[1]
    assert len(raters) == len(MAKERS)
    assert raters.str.fullmatch(r"pn_[0-9a-f]{24}").all()


SHOW = """import hubstudy as hs
bench = hs.open_unit(study, unit=unit, year=year, language=language, output=output)
bench"""
TELL = """import logging, sys
study = bench.study
print(study.notices, study.changes.to_string(), file=sys.stderr)
logging.getLogger().warning("%s", study.tables.contracts.to_string())
for name, frame in study.tables:
    print(name, frame.to_string())
study.tables.revenue"""
KEEP = """funding = hs.measures.funding.funding_dependence(study, unit=bench.unit)
bench.keep(funding)
bench.draw(
    hs.figures.funding.plot_funder_network, funding.to_frame("funder_network"), funding
)"""
BREAK = """import numpy as np
raise ValueError(f"{bench.study.tables.ratings.to_string()} {bench.study.changes}")"""


def test_a_run_with_pseudonyms_leaves_nothing_personal(
    project: Path, say: Say, replaceable: Canaries, tmp_path: Path,
    own_places: Callable[[Search], None],
) -> None:  # fmt: skip
    key = tmp_path / "keys" / "mine.key"
    write_notebook(
        project / "notebooks", "whole", SHOW, TELL, KEEP,
        scope="city", results=["funding_dependence"], figures=["funder_network"],
    )  # fmt: skip
    write_notebook(project / "notebooks", "breaks", SHOW, BREAK, scope="city")
    options = ("--unit", "city", "--jobs", "1", "--key-file", str(key))
    said = [say("run", "napkin", *options)]
    assert said[0][0] == 1
    assert "ValueError" in said[0][2]
    places = [project / "data" / "processed" / "napkin", project / "figures"]
    made = {path.name for place in places for path in place.rglob("*")}
    assert {"whole.ipynb", "funding_dependence.json"} <= made
    assert {".svg", ".png", ".parquet", ".ipynb"} <= {Path(n).suffix for n in made}
    secret = key.read_text("ascii").strip()
    assert leaks(replaceable, project, said, own_places, secret) == []
    frames = read_parquets(project / "data" / "processed" / "napkin")
    contracts = frames["tables/contracts.parquet"]
    assert contracts["contractor_id"].str.fullmatch(r"pn_[0-9a-f]{24}").all()
    check_columns(frames)
    search = Search(HARMLESS)
    search.folder(project / "data" / "processed" / "napkin" / "tables")
    search.folder(project / "data" / "processed" / "napkin" / "results")
    search.folder(project / "figures")
    assert search.found == []


def check_columns(frames: dict[str, pd.DataFrame]) -> None:
    """See that no table or log has a column that is not written down somewhere."""
    tables_seen = set()
    for place, frame in frames.items():
        folder, _, name = place.removesuffix(".parquet").partition("/")
        if folder == "tables":
            tables_seen.add(name)
            known = [column.name for column in TABLES[name].columns]
            assert list(frame.columns) == known
        elif folder == "intake":
            assert tuple(frame.columns) == LOG_COLUMNS[name]
        else:
            assert folder == "results"
            assert not set(frame.columns) & {*UNDECLARED, HARMLESS[0]}
    assert tables_seen == set(TABLES)


def test_what_columns_of_no_table_hold_never_reaches_the_disk(
    project: Path, say: Say, replaceable: Canaries, tmp_path: Path
) -> None:
    options = ("--key-file", str(tmp_path / "mine.key"))
    assert say("check", "napkin", *options)[0] == 0
    search = Search((HARMLESS[1],))
    search.folder(project / "data" / "processed")
    assert search.found == []


@pytest.mark.parametrize("form", WRITERS)
def test_an_error_repeats_nothing(
    project: Path, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canaries = plant(project, form, broken=True)
    with pytest.raises(StudyError) as caught:
        open_study(project / "data" / "raw" / "napkin")
    error = caught.value
    search = Search(tuple(canaries.bare))
    told = {
        "str": str(error), "repr": repr(error), "args": repr(error.args),
        "problems": repr(error.problems), "notices": repr(error.notices),
        "each": "".join(map(str, error.problems + error.notices)),
        "traceback": "".join(traceback.format_exception(error)), "log": caplog.text,
    }  # fmt: skip
    for place, text in told.items():
        search.text(place, text)
    assert search.found == []
    assert len(error.problems) > 100


@pytest.mark.parametrize("form", WRITERS)
def test_a_mistake_of_ours_shows_no_values(
    project: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        msg = "a mistake of ours"
        raise RuntimeError(msg)

    canaries = plant(project, form, broken=True)
    monkeypatch.setattr(tables, "_check", fail)
    with pytest.raises(RuntimeError) as caught:
        open_study(project / "data" / "raw" / "napkin")
    search = Search(tuple(canaries.bare))
    search.text("traceback", "".join(traceback.format_exception(caught.value)))
    assert search.found == []
    # a traceback with the values of variables beside it would show the cells
    assert cli.app.pretty_exceptions_enable is False


def test_a_key_shows_its_fingerprint_and_never_itself(tmp_path: Path) -> None:
    path = tmp_path / "mine.key"
    key = load_key(path, study_folder=tmp_path / "study", make=True)
    secret = path.read_text("ascii").strip()
    shown = [
        repr(key), str(key), f"{key}", repr([key]), repr({"key": key}),
        repr(key.__reduce_ex__) + repr(dir(key)), key.hash(b"", b""),
    ]  # fmt: skip
    search = Search((secret,))
    for text in shown:
        search.text("key", text)
        assert repr(bytes.fromhex(secret))[2:-1] not in text
    assert search.found == []
    for give_away in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="never pickled"):
            give_away(key)
