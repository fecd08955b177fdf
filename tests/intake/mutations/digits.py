"""Check digits worked out from the standards, apart from the intake."""

from __future__ import annotations

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def body_digit(body: str) -> str:
    """Close an organisation code of eight characters (GB 11714)."""
    total = sum(
        BODY_ALPHABET.index(letter) * weight
        for letter, weight in zip(body, BODY_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def last_digit(first: str) -> str:
    """Close a unified social credit code of 17 characters (GB 32100)."""
    total = sum(
        USCC_ALPHABET.index(letter) * weight
        for letter, weight in zip(first, USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[-total % 31]


def uscc(prefix: str, body: str) -> str:
    """Make a code from its first eight characters and an organisation code's eight."""
    first = prefix + body + body_digit(body)
    return first + last_digit(first)


def person_number(place: str, born: str, serial: str) -> str:
    """Make an identity card number of 18 characters (GB 11643, ISO 7064 mod 11-2)."""
    first = place + born + serial
    total = sum(
        int(digit) * weight for digit, weight in zip(first, PERSON_WEIGHTS, strict=True)
    )
    return first + "10X98765432"[total % 11]


def card_number(first: str) -> str:
    """Close a bank card number (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(first)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return first + str(-total % 10)
