"""A rule of your own in a seat: Kazakhstan votes for force only once enough of the border is lost.

    python examples/rule_of_your_own.py [SEEDS]

A seat is anything with `decide(question, observation)`. A question says what may be answered, what the rule of the
program would answer and why; the observation holds what this state may know. Whatever you leave alone, answer as usual.
"""

import sys

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation
from panj.model import BorderModel


class Cautious:
    """Objects to every text until a share of the border is held by militants."""

    def __init__(self, share: float) -> None:
        self.share = share
        self.voted = 0

    def decide(self, question: Question, observation: Observation) -> Answer:
        """No before the share is reached, then as usual."""
        if question.kind != "vote":
            return question.usual
        self.voted += 1
        seen = observation.get("border_share")
        return "object" if isinstance(seen, (int, float)) and seen < self.share else question.usual


seeds = int(sys.argv[1]) if sys.argv[1:] else 30
print("objects below   votes   force adopted   vetoes   (over all games)")
for share in (0.0, 0.5, 0.9):
    votes = force = vetoes = 0
    for seed in range(1, seeds + 1):
        war = BorderModel("tajikistan-2021-incursion", regime="csto-2010", seed=seed)
        seat = Cautious(share)
        war.chairs["KAZ"].take(seat)
        told = war.run().outcomes()
        votes, vetoes = votes + seat.voted, vetoes + told["vetoes"]
        force += told["adopted_rung"] >= 6
    print(f"{share:13.0%} {votes:7} {force:15} {vetoes:8}")
