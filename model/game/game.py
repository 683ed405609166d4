"""Game: a war that people play. A game is its orders, so going back, branching and saving are playing them again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation, RuleSeat
from panj.agents.seats.verbs import EVERYBODY, Verb
from panj.model.border_model import BorderModel
from panj.model.game.orders import LATEST, Acted, Answered, Due, Injected, Open, Order, OrderSeat, Stopped, as_data
from panj.model.injects import play_inject
from panj.scenarios.arguments import listed, mapping, number, of_kind, text, truth, whole
from panj.scenarios.errors import InputError, allowed_by
from panj.scenarios.injects import check_inject
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.meant import REGIME, SCENARIO, Kind, from_anywhere
from panj.scenarios.schema import InjectRow
from panj.treaty.law.regime import Regime, load_regime

Until = Literal["step", "day", "week", "decision", "end"]
WEEK = 7  # days
ORDERS = (Answered, Injected, Acted)
FAR = 1_000_000_000  # steps that one may look back or ahead; it goes as far as there are any


class Game:
    """One game: scenario, regime, seed, days, who holds which seat, and the orders given so far.

    `model` is the war as it stands; it is another object after an answer, an inject or a rewind, so ask for it each
    time. `questions` are what people have to answer before the game goes on: all that is due at the same moment.
    What a seat can do beside that `verbs` lists, at any time. `watch` is called with the war when it begins, whenever
    that is, and after each step.

    Args:
        scenario: as of BorderModel; so are `regime`, `seed`, `days` and `parameters`.
        seats: names of the chairs that people hold, see `chairs`; the others answer by their rules.
        orders: what was ordered before; it counts when its step is played.
        lenient: whether an order that is not allowed in this course counts for nothing, instead of being refused.

    Raises:
        InputError: for what is unknown or out of range, in one line.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = "intro",
        regime: str | Path | Regime | None = None,
        seed: int | None = None,
        days: int | None = None,
        parameters: Mapping[str, float] | None = None,
        seats: Iterable[str] = (),
        orders: Iterable[Order] = (),
        lenient: bool = False,
    ) -> None:
        self.scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        regime = self.scenario.file.regime if regime is None else regime
        self.regime = regime if isinstance(regime, Regime) else load_regime(regime)
        self.named = (_name(SCENARIO, scenario, self.scenario.name), _name(REGIME, regime, self.regime.name))
        self.parameters = mapping("parameters", parameters)
        self.orders: list[Order] = listed("orders", orders, "orders: Answered, Injected, Acted")
        if wrong := [order for order in self.orders if not isinstance(order, ORDERS)]:
            raise InputError("orders", "", wrong[0], "orders: Answered, Injected, Acted")
        self.seats: set[str] = set()
        self.lenient = truth("lenient", lenient)
        self.seat_kind: Callable[..., OrderSeat] = OrderSeat  # what sits in the chairs that have orders or people
        self.watch: Callable[[BorderModel], None] = lambda _: None
        self._open: list[Open] = []
        self._due = Due()
        self.model = BorderModel(self.scenario, self.regime, seed, days, self.parameters)
        self.seed, self.days = self.model.seed, self.model.days
        for seat in listed("seats", seats, "names of chairs"):
            self._known(seat)
            self.seats.add(seat)
        for order in self.orders:
            if not isinstance(order, Injected):
                self._known(order.seat)
        self._begin(0)

    # -- how it stands -----------------------------------------------------------------------------------------------
    @property
    def step(self) -> int:
        """Steps played."""
        return int(self.model.steps)

    @property
    def day(self) -> int:
        """Whole days played."""
        return self.step // self.model.steps_per_day

    @property
    def over(self) -> bool:
        """Whether the last step has been played."""
        return self.model.over

    @property
    def digest(self) -> str:
        """Hash of what has happened so far."""
        return self.model.digest

    @property
    def questions(self) -> tuple[Question, ...]:
        """What people have to answer before the game goes on, in the order in which it comes up; they may answer in any
        order, and none of them knows what the others say."""
        return tuple(waiting.question for waiting in self._open)

    @property
    def question(self) -> Question | None:
        """The first of them, or None."""
        return self._open[0].question if self._open else None

    @property
    def seen(self) -> Observation:
        """What the seat knows that has the first of them to answer."""
        return self._open[0].seen if self._open else {}

    @property
    def chairs(self) -> dict[str, tuple[str, ...]]:
        """Every seat there is and the kinds of question that it is asked."""
        return {name: chair.matters for name, chair in self.model.chairs.items()}

    def until(self, step: int) -> list[Order]:
        """The orders that count up to a step, with answers within the next one and injects that are still to come."""
        whole("step", step, 0, LATEST)
        return [o for o in self.orders if o.counts_by(step)]

    @property
    def played(self) -> list[Order]:
        """The orders up to where it stands; after a look back there may be later ones."""
        return self.until(self.step)

    def sees(self, seat: str) -> dict[str, Any]:
        """What a seat may know now, as plain data: the first question that it is asked and all of them, the orders it
        has given, what it has said and what was said to it."""
        chair = self._known(seat)
        mine = [waiting for waiting in self._open if waiting.question.seat == seat]
        told = [waiting.question.as_dict() for waiting in mine]
        return {
            "facts": dict(mine[0].seen if mine else chair.observation()),
            "question": told[0] if told else None,
            "questions": told,
            "orders": [o for o in self.orders if not isinstance(o, Injected) and o.seat == seat],
            "heard": [
                {"date": e.date.isoformat(), "from": e.actor, "to": e.subject, "words": e.reason}
                for e in self.model.events.of("message")
                if seat == e.actor or e.subject == EVERYBODY or seat in e.subject.split("+")
            ],
        }

    def verbs(self, seat: str) -> tuple[Verb, ...]:
        """What a seat can do now of its own accord, each verb with its form, or with why it is closed."""
        with self.model.at_dawn():
            return self._verbs(seat)

    def _verbs(self, seat: str) -> tuple[Verb, ...]:
        """The same, as it is at the beginning of the next step."""
        self._known(seat)
        return () if self.over else self.model.alliance.floor.verbs(seat)

    def sounds(self, seat: str, verb: str, **terms: object) -> list[dict[str, Any]]:
        """What the others would say to a text (`propose`, `amend`) or a trade, were it laid before them now: `seat`,
        `would`, what it `lacks`, what `would_do`, `men`, and `why`. Nothing happens by it.

        Those in whose chairs people sit are not spoken for: their `would` is empty.
        """
        with self.model.at_dawn():
            form = self._verb(seat, verb)
            found = self.model.alliance.floor.sound(seat, verb, form.check(terms))
        person = {"would": "", "lacks": 0.0, "would_do": [], "men": 0, "why": "A person sits in this chair: ask them."}
        return [one | (person if one["seat"] in self.seats else {}) for one in found if one["seat"] != seat]

    # -- seats -------------------------------------------------------------------------------------------------------
    def take(self, seat: str) -> None:
        """A person sits down in a chair and is asked from now on, also of what comes before a question that is open."""
        self._known(seat)
        self.seats.add(seat)
        waiting, self._open = self._open, []
        self._sit_down()
        if waiting:
            self._step()

    def leave(self, seat: str) -> None:
        """A chair is left to its rule from now on, which also answers what it is being asked; the step is played on."""
        self._known(seat)
        self.seats.discard(seat)
        waits = any(question.seat == seat for question in self.questions)
        if waits:
            self._open = []
        self._sit_down()
        if waits:
            self._step()

    # -- play --------------------------------------------------------------------------------------------------------
    def advance(self, until: Until = "step") -> Question | None:
        """Play a step, to the end of the day, of seven days, to the next question, or to the end.

        Stops wherever somebody who holds a seat is asked, and returns the first question, see `questions`; does nothing
        until all of them are answered.
        """
        if text("advance", until) not in get_args(Until):
            raise InputError("advance", "", until, ", ".join(get_args(Until)))
        per_day = self.model.steps_per_day
        target = {"step": self.step + 1, "day": (self.day + 1) * per_day, "week": (self.day + WEEK) * per_day}
        last = self.days * per_day
        while self.question is None and self.step < min(last, target.get(until, last)):
            self._step()
        return self.question

    def answer(self, answer: Answer, by: str = "", to: Question | None = None) -> Question | None:
        """Answer a question and play the step on as far as it goes; returns the first question that is still open.

        `to` is one of `questions`, the first if left out. `by` says who answers in the seat's place. Another answer
        than the usual one makes another course: answers that are kept from a later day, after a look back, are
        forgotten.

        Raises:
            InputError: when nobody is asked, or the answer is not allowed.
        """
        if to is not None:
            of_kind("to", to, Question, "one of the game's `questions`, or None for the first")
        waiting = next((o for o in self._open if to is None or o.question == to), None)
        if waiting is None:
            open_ = (
                "nothing: nobody is asked, advance first" if not self._open else "an answer to a question that is open"
            )
            raise InputError("answer", "", answer, open_)
        order = Answered(*waiting.moment, waiting.question.check(answer), text("by", by))
        if order.answer != waiting.question.usual:
            self.orders = self.played
        self.orders = [o for o in self.orders if not (isinstance(o, Answered) and o.moment == order.moment)]
        self.orders.append(order)
        self._again()
        return self.question

    def act(self, seat: str, verb: str, **terms: object) -> None:
        """A seat does something of its own accord, now; `verbs` lists what it can do and what the terms may be.

        Who is being asked is asked still. A vote in the step under way that has lost its matter is asked for anew:
        everybody's when a text is proposed or amended, a member's when it is offered a trade. Orders that are kept from
        a later day, after a look back, are void.

        Raises:
            InputError: when it cannot be done, or a term is not allowed; then nothing has happened.
        """
        with self.model.at_dawn():
            form = self._verb(seat, verb)
            order = Acted(self.step, seat, verb, form.check(terms))
            self.model.alliance.floor.do(seat, verb, order.terms)
        loses = order.makes_void
        self.orders = [o for o in self.played if not (isinstance(o, Answered) and o.step > self.step and loses(o))]
        self.orders.append(order)
        if self._open:
            self._again()

    def _again(self) -> None:
        """The step under way once more, from its beginning, where the war stands."""
        self._open = []
        self._sit_down()
        try:
            self._step()
        except InputError:  # an answer from a chair that has been left, which what is now the case does not allow
            self.orders = [o for o in self.orders if not (isinstance(o, Answered) and o.step > self.step)]
            self._sit_down()
            self._step()

    def _verb(self, seat: str, verb: str) -> Verb:
        """The form of a verb for a seat; raises InputError where there is none."""
        forms = {form.name: form for form in self._verbs(seat)}
        if text("verb", verb) not in forms:
            raise InputError("act", "verb", verb, ", ".join(forms) or "nothing: the game is over")
        return forms[verb]

    def inject(
        self, kind: str, who: str = "", what: str = "", amount: float = 0.0, note: str = "", day: int | None = None
    ) -> None:
        """The umpire lets something happen now, or on the morning of a later day; fields as in injects.csv.

        Who is being asked is asked still: answers to the step under way stand, as far as they are allowed in what is
        now the case. Later ones, which are kept after a look back, are void.

        Raises:
            InputError: when it makes no sense; then nothing has happened.
        """
        first, per_day = -(-self.step // self.model.steps_per_day), self.model.steps_per_day
        if self.over:
            raise InputError("inject", "", kind, "nothing: the game is over")
        if day is not None:
            whole("day", day, first, self.days - 1)
        before, step = list(self.orders), self.step
        order = Injected(step if day is None else day * per_day, kind, who, what, number("amount", amount), note)
        self._row(order)
        waits = self.question is not None
        for last in (step + 1, step):  # with the answers to the step under way, or where these are not allowed without
            self.orders = [o for o in before if o.counts_by(step) and not (isinstance(o, Answered) and o.step > last)]
            self.orders.append(order)
            try:
                self.play_to(step)
                if waits:
                    self._step()
                return
            except InputError as error:
                refused = error
        self.orders = before
        self.play_to(step)
        if waits:
            self._step()
        raise refused

    # -- time --------------------------------------------------------------------------------------------------------
    def play_to(self, step: int) -> None:
        """Play from the start to the end of a step by the orders; what was not ordered, the rules answer again.

        Raises:
            InputError: for a step that the game does not have, and where an order is not allowed.
        """
        whole("step", step, 0, self.days * self.model.steps_per_day)
        self.model = BorderModel(self.scenario, self.regime, self.seed, self.days, self.parameters)
        self._begin(step)

    def look(self, step: int) -> None:
        """Stand where the game stood after a step; later orders are kept, and count again when it is played on.

        Forward it goes as far as nobody is asked.
        """
        step = max(0, whole("step", step, -FAR, FAR))
        if step < self.step:
            self.play_to(step)
        while self.step < step and not self.over and self.advance("step") is None:
            pass

    def forget(self) -> None:
        """Forget the orders that are kept from later on, so that they are asked for again: a branch begins here."""
        self.orders = [o for o in self.orders if o.step <= self.step]
        self.play_to(self.step)

    def _begin(self, step: int) -> None:
        """The same, with a war that has not begun yet; nobody is asked."""
        self._open = []
        held, self.seats = self.seats, set()
        self._sit_down()
        self._play_between()
        self.watch(self.model)
        while self.step < step:
            self.model.step()
            self._play_between()
            self.watch(self.model)
        self.seats = held
        self._sit_down()

    def rewind(self, day: int) -> None:
        """Back to the morning of a day, 0 to the days played; what was ordered from then on is forgotten.

        Raises:
            InputError: for a day that has not been played.
        """
        step = whole("day", day, 0, self.day) * self.model.steps_per_day
        self.orders = [o for o in self.orders if o.step <= step and (isinstance(o, Answered) or o.step < step)]
        self.play_to(step)

    def branch(self, day: int | None = None) -> Game:
        """Another game that has gone the same way until the morning of a day (None: until now), with the same dice."""
        twin = Game(
            self.scenario, self.regime, self.seed, self.days, self.parameters, self.seats, self.orders, self.lenient
        )
        twin.named = self.named
        twin.play_to(self.step)
        if day is not None:
            twin.rewind(day)
        return twin

    # -- within ------------------------------------------------------------------------------------------------------
    def _known(self, seat: str) -> Any:
        """The chair of this name."""
        chairs = self.model.chairs
        if not isinstance(seat, str) or seat not in chairs:
            raise InputError("seat", "", seat, ", ".join(sorted(chairs)))
        return chairs[seat]

    def _sit_down(self) -> None:
        """Seats for those who have orders or are held by people; each keeps count of what it met."""
        self._due = Due()
        wanted = self.seats | {o.seat for o in self.orders if isinstance(o, Answered)}
        for name, chair in self.model.chairs.items():
            if name in wanted or self.seat_kind is not OrderSeat:
                chair.take(self.seat_kind(self.model, name, self.orders, name in self.seats, self.lenient, self._due))
            else:
                chair.take(RuleSeat())

    def _play_between(self) -> None:
        """What happens between this step and the next: injects, and what seats do of their own accord."""
        for order in self.orders:
            if isinstance(order, Answered) or order.step != self.step:
                continue
            with self.model.at_dawn():
                if isinstance(order, Injected):
                    play_inject(self.model, self.model.commands, self._row(order))
                else:
                    self._play_act(order)

    def _play_act(self, order: Acted) -> None:
        """What a seat did; in another course than that in which it was done it may count for nothing (`lenient`)."""
        try:
            terms = self._verb(order.seat, order.verb).check(order.terms)
        except InputError:
            if self.lenient:
                return
            raise
        self.model.alliance.floor.do(order.seat, order.verb, terms)

    def _row(self, order: Injected) -> InjectRow:
        """The order as a row of injects.csv, checked like one; raises InputError."""
        fields = {name: value for name, value in as_data(order).items() if name != "step"}
        day = min(order.step // self.model.steps_per_day, self.scenario.file.days - 1)
        try:
            row = InjectRow.model_validate(fields | {"date": self.scenario.file.start + dt.timedelta(days=day)})
        except ValidationError as error:
            first = error.errors()[0]
            raise InputError("inject", str(first["loc"][0]), first["input"], allowed_by(first)) from None
        check_inject(self.scenario, row, "inject", order.kind)
        return row

    def _step(self) -> None:
        """One step, or back to its beginning with the questions that are due in it."""
        step, due = self.step, self._due
        try:
            self.model.step()
        except Stopped:
            pass
        except InputError:  # an order that is not allowed in this course
            self.play_to(step)
            if not due.open:
                raise
        if due.open:
            self.play_to(step)
            self._open = due.open
        else:
            self._play_between()
            self.watch(self.model)


def _name(kind: Kind, given: object, name: str) -> str | Path:
    """How a file calls a scenario or a regime: as the user did; one of his own by a Path that holds from anywhere."""
    if not isinstance(given, (str, Path)):
        return name
    return from_anywhere(kind, given)
