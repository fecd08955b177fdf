"""Replace personal identifiers by tokens that only the holder of a key can link.

A token is the keyed hash (HMAC-SHA-256) of the field and of the identifier. Without the
key nobody can try all identity or telephone numbers until one fits, as can be done with
a plain hash in minutes; with another key the same person gets another token.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hubstudy.errors import Bilingual, SettingsError
from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY_FILE_VARIABLE = "HUBSTUDY_KEY_FILE"

_KEY_BYTES = 32
_TOKEN_DIGITS = 24
_SHORT = 16
_OTHERS = 0o077
_SEPARATORS = re.compile(r"[\s\-‐-―−·.()（）'+]+")
_COUNTRY = re.compile(r"(?:00)?86(?=1[3-9]\d{9}$)", re.ASCII)


class Key:
    """
    Secret of one study; it shows its fingerprint and never itself.

    Parameters
    ----------
    secret
        Random bytes.
    """

    __slots__ = ("__secret",)

    def __init__(self, secret: bytes) -> None:
        self.__secret = secret

    def hash(self, purpose: bytes, text: bytes) -> str:
        """
        Hash a text with the key for one purpose.

        Parameters
        ----------
        purpose
            What the hash is for; hashes for different purposes cannot be linked.
        text
            What to hash.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        message = len(purpose).to_bytes(4, "big") + purpose + text
        return hmac.new(self.__secret, message, hashlib.sha256).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and hmac.compare_digest(
            self.__secret, other.__secret
        )

    def __hash__(self) -> int:
        return hash(fingerprint(self))

    def __repr__(self) -> str:
        return f"<Key {fingerprint(self)}>"

    def __reduce__(self) -> NoReturn:
        msg = "a key is never pickled"
        raise TypeError(msg)


def fingerprint(key: Key) -> str:
    """
    Name a key without giving anything of it away.

    Parameters
    ----------
    key
        The key.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    return key.hash(b"hubstudy fingerprint", b"")[:_SHORT]


def normalise(text: str) -> str:
    """
    Bring the spellings of one identifier together.

    Parameters
    ----------
    text
        Number, name or address as it stands.

    Returns
    -------
    str
        NFKC, upper case, without white space and invisible characters; outside an
        e-mail address also without dashes, dots, brackets and the country code of a
        mobile number.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    if "@" in plain:
        return "".join(plain.split()).upper()
    return _COUNTRY.sub("", _SEPARATORS.sub("", plain).upper())


def token(key: Key, field: str, text: str) -> str:
    """
    Give the token of an identifier in a field.

    Parameters
    ----------
    key
        Secret of the study.
    field
        Field in which it stands; the same text has other tokens in other fields.
    text
        The identifier in any spelling.

    Returns
    -------
    str
        ``pn_`` and 24 hexadecimal digits (96 bits).

    Examples
    --------
    >>> key = Key(bytes(32))
    >>> token(key, "rater_id", "13812345678") == token(key, "rater_id", "138-1234-5678")
    True
    """
    purpose = b"hubstudy pseudonym " + field.encode()
    return f"pn_{key.hash(purpose, normalise(text).encode())[:_TOKEN_DIGITS]}"


def domain_of(field: str) -> str:
    """
    Give the field whose tokens a field shares, so that references still fit.

    Parameters
    ----------
    field
        Field name.

    Returns
    -------
    str
        For a column that refers to another table, the column it refers to.
    """
    for table in TABLES.values():
        for column in table.columns:
            if column.name == field and column.references is not None:
                return column.references[1]
    return field


def default_key_path(study_name: str) -> Path:
    """
    Say where the key of a study is kept.

    Parameters
    ----------
    study_name
        Name of the study.

    Returns
    -------
    Path
        What the environment variable ``HUBSTUDY_KEY_FILE`` says, else a file in the
        user's own configuration folder.
    """
    chosen = os.environ.get(KEY_FILE_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    plain = re.sub(r"[^\w-]+", "_", study_name)
    if plain != study_name or not plain:
        plain += "_" + hashlib.sha256(study_name.encode()).hexdigest()[:8]
    return _configuration_folder() / "hubstudy" / "keys" / f"{plain}.key"


def _configuration_folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")


def load_key(path: Path, *, study_folder: Path, make: bool) -> Key:
    """
    Read the key of a study, or make one.

    Parameters
    ----------
    path
        File of the key.
    study_folder
        Folder of the study; the key must lie outside it and outside the repository
        around it, or it would travel with the data it protects.
    make
        Whether to make a key where there is none.

    Returns
    -------
    Key
        32 random bytes.

    Raises
    ------
    SettingsError
        If the key lies with the data, is missing, damaged or open to other users.
    """
    for folder in _forbidden(study_folder):
        if folder in (path.resolve(), *path.resolve().parents):
            _refuse(
                path,
                Bilingual("密钥不能与数据放在一起", "a key must not lie with the data"),
                Bilingual(
                    f"把密钥放到 {folder} 以外，或不设 {KEY_FILE_VARIABLE}",
                    f"keep it outside {folder}, or leave {KEY_FILE_VARIABLE} unset",
                ),
            )
    if make and not path.exists():
        _make(path)
    return _read(path)


def _forbidden(study_folder: Path) -> Iterator[Path]:
    """Yield the study folder and the repository it is in."""
    inside = study_folder.resolve()
    yield inside
    for folder in inside.parents:
        if (folder / ".git").exists():
            yield folder


def _make(path: Path) -> None:
    """Write a new key whole or not at all; whoever comes second reads the first's."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, secrets.token_hex(_KEY_BYTES).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    except OSError as error:
        _refuse(
            path,
            Bilingual("无法写入密钥", f"the key cannot be written ({error.strerror})"),
            Bilingual(
                f"用 {KEY_FILE_VARIABLE} 指定一个可写的位置",
                f"name a place that can be written to by {KEY_FILE_VARIABLE}",
            ),
        )
    finally:
        with suppress(OSError):
            beside.unlink()


def _read(path: Path) -> Key:
    try:
        open_to_others = os.name == "posix" and path.stat().st_mode & _OTHERS
        text = path.read_bytes()
    except OSError as error:
        _refuse(
            path,
            Bilingual("读不到密钥", f"the key cannot be read ({error.strerror})"),
            Bilingual(
                f"找回密钥文件，或用 {KEY_FILE_VARIABLE} 指出它在何处",
                f"bring the key file back, or say where it is by {KEY_FILE_VARIABLE}",
            ),
        )
    if open_to_others:
        _refuse(
            path,
            Bilingual("其他用户也能读此密钥", "other users can read the key"),
            Bilingual("执行 chmod 600 收回权限", "take the permission back: chmod 600"),
        )
    if not re.fullmatch(rb"[0-9a-f]{64}\s*", text):
        _refuse(
            path,
            Bilingual("密钥文件已损坏", "the key file is damaged"),
            Bilingual(
                "从备份恢复；新密钥产生的假名与以前的不能对应",
                "restore it from a backup; a new key would make other tokens",
            ),
        )
    return Key(bytes.fromhex(text.decode()))


def _refuse(path: Path, why: Bilingual, remedy: Bilingual) -> NoReturn:
    msg = (
        f"密钥 {path}：{why.zh}。处理办法：{remedy.zh}\n"
        f"    key {path}: {why.en}. To mend it: {remedy.en}"
    )
    raise SettingsError(msg) from None
