"""How early must help be asked for? The requester's chair is told not to appeal before a day; then it does as usual.

    python examples/how_early_to_ask.py [SEEDS]

A seat is anything with `decide(question, observation)`; this one answers one question its own way.
"""

import sys

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation
from panj.model import BorderModel

SHOWN = ("delivered_men", "incursions_through", "losses_member")


class Patient:
    """Asks for nothing before a day."""

    def __init__(self, day: int) -> None:
        self.day = day

    def decide(self, question: Question, observation: Observation) -> Answer:
        """Nothing before the day, then as usual."""
        return "nothing" if question.kind == "request" and question.day < self.day else question.usual


seeds = int(sys.argv[1]) if sys.argv[1:] else 30
print("appeals from   appealed   help from    men delivered      got through  member's losses   (means)")
for day in (0, 30, 40, 50, 60, 75):
    games = []
    for seed in range(1, seeds + 1):
        war = BorderModel("tajikistan-2021-incursion", regime="majority", seed=seed)
        war.chairs[war.setting.file.requester].take(Patient(day))
        games.append(war.run().outcomes())
    came = [g["first_arrival_day"] for g in games if g["first_arrival_day"] is not None]
    asked = sum(g["request_day"] is not None for g in games)
    first = f"day {sum(came) / len(came):.0f}" if came else "never"
    told = "  ".join(f"{sum(g[k] for g in games) / seeds:15.1f}" for k in SHOWN)
    print(f"day {day:2} {asked:12} of {seeds}   {first:8} {told}")
