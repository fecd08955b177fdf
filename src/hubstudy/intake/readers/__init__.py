"""Read files as they are: every cell with its text, kind and place, or a refusal."""

from hubstudy.intake.readers.files import FileContent, read_file

__all__ = ["FileContent", "read_file"]
