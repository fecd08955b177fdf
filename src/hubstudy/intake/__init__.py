"""The only way in: from files as given to typed, checked tables."""

from hubstudy.intake.study import Study, Tables
from hubstudy.intake.tables import open_study

__all__ = ["Study", "Tables", "open_study"]
