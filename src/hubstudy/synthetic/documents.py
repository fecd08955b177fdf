"""The documents of a made-up study: settings, planted truth, claims, corrections."""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubstudy.synthetic.preset import Preset


def study_documents(preset: Preset, *, seed: int) -> dict[str, str]:
    """
    Write the documents that stand beside the tables.

    Parameters
    ----------
    preset
        What the study is calibrated to; its claims stand in this package.
    seed
        Seed of the study.

    Returns
    -------
    dict of str to str
        Text by file name.
    """
    values: dict[str, object] = {
        "name": preset.name,
        "as_of": preset.as_of.isoformat(),
        "first_year": preset.first_year,
        "last_year": preset.last_year,
        "last_full_year": preset.last_year - 1,
        "annual_fund_cny": preset.annual_fund_cny,
        "seed": seed,
    }
    for name, value in asdict(preset.planted).items():
        values[name] = list(value) if isinstance(value, tuple) else value
    return {
        "study.toml": Template(_resource("study.toml.in")).substitute(values),
        "claims.toml": _resource("rongcheng_claims.toml"),
        "corrections.toml": _resource("corrections.toml"),
        "truth.toml": Template(_resource("truth.toml.in")).substitute(values),
    }


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
