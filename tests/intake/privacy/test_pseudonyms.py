from __future__ import annotations

import copy
import pickle
import re
import stat
import traceback
from typing import TYPE_CHECKING

import pytest

from hubstudy.errors import SettingsError
from hubstudy.intake.privacy import pseudonyms
from hubstudy.intake.privacy.pseudonyms import (
    Key,
    default_key_path,
    domain_of,
    fingerprint,
    load_key,
    token,
)

if TYPE_CHECKING:
    from pathlib import Path

SECRET = bytes(range(32))
KEY = Key(SECRET)


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "studies" / "a"
    folder.mkdir(parents=True)
    return folder


def test_a_token_has_96_bits_and_says_what_it_is() -> None:
    assert re.fullmatch("pn_[0-9a-f]{24}", token(KEY, "rater_id", "13812345678"))


def test_a_token_is_the_keyed_hash_that_openssl_gives() -> None:
    # printf '\0\0\0\033hubstudy pseudonym rater_id13812345678' |
    #   openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f
    expected = "f4f81b7d85dd13d439919a3b"
    assert token(KEY, "rater_id", "13812345678") == f"pn_{expected}"


@pytest.mark.parametrize(
    "spelling",
    [
        "37108219900101123X",
        "37108219900101123x",
        "371082 19900101 123X",
        "371082-19900101-123X",
        "３７１０８２１９９００１０１１２３Ｘ",
        " 371082\u300019900101\u200b123X ",
    ],
)
def test_spellings_of_one_number_share_a_token(spelling: str) -> None:
    assert token(KEY, "rater_id", spelling) == token(
        KEY, "rater_id", "37108219900101123X"
    )


@pytest.mark.parametrize(
    "spelling", ["+86 138 1234 5678", "0086-13812345678", "8613812345678"]
)
def test_the_country_code_does_not_change_a_token(spelling: str) -> None:
    assert token(KEY, "f", spelling) == token(KEY, "f", "13812345678")


def test_dots_tell_mail_addresses_apart() -> None:
    addresses = ("a.b@c.cn", "ab@c.cn", "A.B@c.cn ")
    tokens = [token(KEY, "f", address) for address in addresses]
    assert tokens[0] == tokens[2] != tokens[1]


def test_other_keys_fields_and_persons_have_other_tokens() -> None:
    tokens = {
        token(key, field, text)
        for key in (KEY, Key(bytes(32)))
        for field in ("rater_id", "funder", "funder1")
        for text in ("3812345678", "13812345678", "张三")
    }
    assert len(tokens) == 2 * 3 * 3


def test_a_reference_shares_the_tokens_of_what_it_refers_to() -> None:
    assert domain_of("lead_id") == domain_of("organization_id") == "organization_id"
    assert domain_of("funder") == "funder"


def test_a_key_shows_only_its_fingerprint() -> None:
    for shown in (repr(KEY), str(KEY), f"{KEY}", repr([KEY]), repr({"k": KEY})):
        assert SECRET.hex() not in shown
        assert repr(SECRET)[2:-1] not in shown
    assert fingerprint(KEY) in repr(KEY)
    assert SECRET.hex()[:16] not in fingerprint(KEY)
    assert not hasattr(KEY, "__dict__")


def test_a_key_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(KEY)
    with pytest.raises(TypeError, match="never pickled"):
        copy.copy(KEY)


def test_keys_compare_by_what_they_hold() -> None:
    assert Key(SECRET) == KEY
    assert len({Key(SECRET), KEY, Key(bytes(32))}) == 2
    assert KEY != SECRET


def test_a_key_is_made_once_for_the_owner_alone(
    tmp_path: Path, study_folder: Path
) -> None:
    path = tmp_path / "config" / "keys" / "a.key"
    made = load_key(path, study_folder=study_folder, make=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(bytes.fromhex(path.read_text("ascii"))) == 32
    assert load_key(path, study_folder=study_folder, make=True) == made
    assert load_key(path, study_folder=study_folder, make=False) == made
    assert [p.name for p in path.parent.iterdir()] == ["a.key"]


def test_two_studies_do_not_share_a_key(tmp_path: Path, study_folder: Path) -> None:
    first = load_key(tmp_path / "a.key", study_folder=study_folder, make=True)
    second = load_key(tmp_path / "b.key", study_folder=study_folder, make=True)
    assert token(first, "f", "1") != token(second, "f", "1")


def test_who_comes_second_takes_the_key_of_the_first(
    tmp_path: Path, study_folder: Path
) -> None:
    path = tmp_path / "a.key"
    first = load_key(path, study_folder=study_folder, make=True)
    pseudonyms._make(path)
    assert load_key(path, study_folder=study_folder, make=False) == first


def test_a_key_with_the_data_is_refused(tmp_path: Path, study_folder: Path) -> None:
    (study_folder / "deep").mkdir()
    link = tmp_path / "link"
    link.symlink_to(study_folder)
    for path in (study_folder / "k", study_folder / "deep" / "k", link / "k"):
        with pytest.raises(SettingsError, match="密钥不能与数据放在一起"):
            load_key(path, study_folder=study_folder, make=True)
        assert not path.exists()


def test_a_key_in_the_repository_of_the_study_is_refused(
    tmp_path: Path, study_folder: Path
) -> None:
    (tmp_path / "studies" / ".git").mkdir()
    with pytest.raises(SettingsError, match="must not lie with the data"):
        load_key(tmp_path / "studies" / "k", study_folder=study_folder, make=True)
    load_key(tmp_path / "k", study_folder=study_folder, make=True)


def test_a_missing_key_is_not_made_unasked(tmp_path: Path, study_folder: Path) -> None:
    with pytest.raises(SettingsError, match="读不到密钥"):
        load_key(tmp_path / "k", study_folder=study_folder, make=False)
    assert not (tmp_path / "k").exists()


@pytest.mark.parametrize("content", [b"", b"\xff" * 32, b"0f" * 31, b"secretsecret"])
def test_a_damaged_key_is_refused_without_being_shown(
    tmp_path: Path, study_folder: Path, content: bytes
) -> None:
    path = tmp_path / "k"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="已损坏") as caught:
        load_key(path, study_folder=study_folder, make=True)
    shown = "".join(traceback.format_exception(caught.value))
    assert "secretsecret" not in shown
    assert "0f0f" not in shown


def test_a_key_that_others_can_read_is_refused(
    tmp_path: Path, study_folder: Path
) -> None:
    path = tmp_path / "k"
    load_key(path, study_folder=study_folder, make=True)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_key(path, study_folder=study_folder, make=False)


def test_a_place_that_cannot_be_written_to_is_named(
    tmp_path: Path, study_folder: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="HUBSTUDY_KEY_FILE"):
        load_key(tmp_path / "file" / "k", study_folder=study_folder, make=True)


def test_a_failure_while_hashing_does_not_show_the_key() -> None:
    with pytest.raises(TypeError) as caught:
        token(KEY, "f", None)  # type: ignore[arg-type]
    frames = traceback.TracebackException.from_exception(
        caught.value, capture_locals=True
    )
    shown = "".join(frames.format())
    assert SECRET.hex() not in shown
    assert repr(SECRET)[2:-1] not in shown


def test_the_key_file_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUBSTUDY_KEY_FILE", str(tmp_path / "k"))
    assert default_key_path("荣成") == tmp_path / "k"


def test_each_study_has_its_own_default_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUBSTUDY_KEY_FILE", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert default_key_path("rongcheng") == tmp_path / "hubstudy/keys/rongcheng.key"
    names = ["a/b", "a b", "a_b", "../a", "荣成", ""]
    places = {default_key_path(name) for name in names}
    assert len(places) == len(names)
    assert {place.parent for place in places} == {tmp_path / "hubstudy" / "keys"}


@pytest.mark.parametrize(
    ("platform", "folder"),
    [("darwin", "Library/Application Support"), ("win32", "AppData/Roaming")],
)
def test_other_systems_have_other_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, folder: str
) -> None:
    monkeypatch.delenv("HUBSTUDY_KEY_FILE", raising=False)
    monkeypatch.delenv("APPDATA", raising=False)
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path)
    assert default_key_path("a") == tmp_path / folder / "hubstudy" / "keys" / "a.key"
