"""What people decide, applied to what the machine found: links between records, and fields of works."""

from harvester.people.fields import Settings, typed
from harvester.people.links import Overruled, clash_issues, contradictions, overrule
from harvester.people.strands import Strand, strands

__all__ = [
    "Overruled",
    "Settings",
    "Strand",
    "clash_issues",
    "contradictions",
    "overrule",
    "strands",
    "typed",
]
