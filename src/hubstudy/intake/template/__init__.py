"""What a new user starts from: an empty study, the codebook, the problem codes."""

from hubstudy.intake.template.empty_study import write_template

__all__ = ["write_template"]
