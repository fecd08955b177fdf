"""Studies made wrong on purpose, and made right in unusual ways.

The operators here know the faults of real registers, not the rules of the intake: check
digits, spellings and layouts are written down a second time, from the standards and
from what office programs do, so that the campaign can fail.
"""
