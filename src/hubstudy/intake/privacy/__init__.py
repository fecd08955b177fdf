"""Find personal data, never repeat it, replace it by keyed tokens."""

from hubstudy.intake.privacy.detectors import KINDS, Finding, find, mark, redact
from hubstudy.intake.privacy.finding import CELL, PersonalCell, pseudonymise, scan
from hubstudy.intake.privacy.stand_ins import redact_remarks

__all__ = [
    "CELL",
    "KINDS",
    "Finding",
    "PersonalCell",
    "find",
    "mark",
    "pseudonymise",
    "redact",
    "redact_remarks",
    "scan",
]
