"""Records in, clusters out: prepare, block, compare, weigh the evidence, veto, decide, cluster."""

from harvester.dedupe.corpus import Corpus
from harvester.dedupe.decide import POLICY, Evidence, Judgement
from harvester.dedupe.forms import Form, Forms, form_of, read_forms
from harvester.dedupe.matching import Matching, dedupe, dedupe_table, judge_pair, learn

__all__ = [
    "POLICY",
    "Corpus",
    "Evidence",
    "Form",
    "Forms",
    "Judgement",
    "Matching",
    "dedupe",
    "dedupe_table",
    "form_of",
    "judge_pair",
    "learn",
    "read_forms",
]
