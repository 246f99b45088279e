"""Records in, clusters out: prepare, block, compare, weigh the evidence, veto, decide, cluster."""

from harvester.dedupe.corpus import Corpus
from harvester.dedupe.decide import POLICY, Evidence, Judgement
from harvester.dedupe.matching import Matching, dedupe, judge_pair, learn

__all__ = ["POLICY", "Corpus", "Evidence", "Judgement", "Matching", "dedupe", "judge_pair", "learn"]
