"""Street districts side by side, with the ranks that the data leave open."""

from hubstudy.measures.comparison.streets import funding_comparison, street_comparison

__all__ = ["funding_comparison", "street_comparison"]
