"""Official codes: unified social credit codes and division codes, a column at a time.

References
----------
.. [1] GB 32100-2015, unified social credit identifier; GB 11714-1997, organisation
   code.
.. [2] GB/T 2260, codes of provinces; statistical division codes of 12 digits, 6 + 3 +
   3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NO_VALUE = -1
_MODULUS = len(_ALPHABET)
_ORGANIZATION_MODULUS = 11
_WEIGHTS = np.array([3**k % _MODULUS for k in range(17)], dtype=np.float32)
_ORGANIZATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.float32)
_NINE, _TEN = 9, 10  # X stands for 10

PROVINCES = frozenset(
    {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55)}
    | {*range(61, 66), 71, 81, 82}
)
"""First two digits of every division code (GB/T 2260)."""

_N_BEFORE_CHECKS = 16
_STREET_DIGITS = 9
_LAST_STREET, _LAST_COMMUNITY = "599", "399"


def _table(alphabet: str) -> np.ndarray:
    values = np.full(256, _NO_VALUE, dtype=np.float32)  # sums stay below 2**24
    values[np.frombuffer(alphabet.encode(), dtype=np.uint8)] = range(len(alphabet))
    return values


_VALUES = _table(_ALPHABET)
# In an organisation code a letter counts by its place among all 26 (GB 11714).
_ORGANIZATION_VALUES = _table("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _letters(texts: Sequence[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the places of the ASCII texts of one length, and their bytes as a table."""
    fit = [len(text) == length and text.isascii() for text in texts]
    places = np.flatnonzero(np.array(fit, dtype=bool))
    joined = "".join([text for text, fits in zip(texts, fit, strict=True) if fits])
    letters = np.frombuffer(joined.encode("ascii"), dtype=np.uint8)
    return places, letters.reshape(-1, length)


def _check_values(letters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give both check values that the first 16 and 17 letters ask for."""
    organization = _ORGANIZATION_VALUES[letters[:, 8:16]] @ _ORGANIZATION_WEIGHTS
    before = letters[:, :17]
    whole = _VALUES[before] @ _WEIGHTS[: before.shape[1]]
    return (
        -organization.astype(np.int64) % _ORGANIZATION_MODULUS,
        -whole.astype(np.int64) % _MODULUS,
    )


def uscc_ok(texts: Sequence[str]) -> np.ndarray:
    """
    Tell which texts are unified social credit codes.

    Parameters
    ----------
    texts
        Codes without spaces, in capital letters.

    Returns
    -------
    numpy.ndarray
        True where form and both check digits are right.

    Examples
    --------
    >>> uscc_ok(["9144030071526726XG", "9144030071526726XH"]).tolist()
    [True, False]
    """
    right = np.zeros(len(texts), dtype=bool)
    places, letters = _letters(texts, 18)
    if len(places) == 0:
        return right
    values = _VALUES[letters]
    formed = (values[:, :2] > 0).all(axis=1)
    formed &= ((values[:, 2:8] >= 0) & (values[:, 2:8] <= _NINE)).all(axis=1)
    formed &= (values[:, 8:] >= 0).all(axis=1)
    organization, whole = _check_values(letters)
    ninth = np.where(letters[:, 16] == ord("X"), _TEN, values[:, 16])
    formed &= (ninth == organization) & ((values[:, 16] <= _NINE) | (ninth == _TEN))
    right[places] = formed & (values[:, 17] == whole)
    return right


def uscc_check_digits(first16: str) -> str:
    """
    Complete a unified social credit code.

    Parameters
    ----------
    first16
        Its first 16 characters.

    Returns
    -------
    str
        Its last two: the check digits of the organisation code and of the whole.

    Raises
    ------
    ValueError
        If there are not 16 characters of the code's alphabet.

    Examples
    --------
    >>> uscc_check_digits("9144030071526726")
    'XG'
    """
    if len(first16) != _N_BEFORE_CHECKS or not set(first16) <= set(_ALPHABET):
        msg = f"16 characters of {_ALPHABET} make a code, not {first16!r}"
        raise ValueError(msg)
    letters = np.frombuffer(first16.encode(), dtype=np.uint8).reshape(1, -1)
    ninth = "0123456789X"[int(_check_values(letters)[0][0])]
    letters = np.frombuffer((first16 + ninth).encode(), dtype=np.uint8).reshape(1, -1)
    return ninth + _ALPHABET[int(_check_values(letters)[1][0])]


def division_ok(texts: Sequence[str], digits: Literal[9, 12]) -> np.ndarray:
    """
    Tell which texts can be division codes.

    Parameters
    ----------
    texts
        Codes.
    digits
        9 for streets and towns, 12 for communities and villages.

    Returns
    -------
    numpy.ndarray
        True where there are that many digits and the first two name a province.
    """
    right = np.zeros(len(texts), dtype=bool)
    places, letters = _letters(texts, digits)
    figures = letters.astype(np.int64) - ord("0")
    formed = ((figures >= 0) & (figures <= _NINE)).all(axis=1)
    provinces = np.isin(figures[:, 0] * 10 + figures[:, 1], sorted(PROVINCES))
    right[places] = formed & provinces
    return right


def division_unusual(texts: Sequence[str], digits: Literal[9, 12]) -> np.ndarray:
    """
    Tell which division codes have a part that no street or community usually has.

    Parameters
    ----------
    texts
        Codes.
    digits
        9 for streets and towns, 12 for communities and villages.

    Returns
    -------
    numpy.ndarray
        True for a possible code whose digits 7–9 are not 001–599 (streets 001–099,
        towns 100–199, townships 200–399, enterprises 400–599), or whose digits 10–12
        are not 001–399 (residents' committees 001–199, villages 200–399).
    """
    unusual = np.zeros(len(texts), dtype=bool)
    known = division_ok(texts, digits)
    for place in np.flatnonzero(known).tolist():
        text = texts[place]
        unusual[place] = not "001" <= text[6:9] <= _LAST_STREET or (
            digits != _STREET_DIGITS and not "001" <= text[9:] <= _LAST_COMMUNITY
        )
    return unusual
