"""Plans, and carrying them out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from . import _core
from ._enums import ActionKind, Answer, CommandStyle, Outcome, Reversal, StepKind
from ._errors import InvalidError
from ._object import Clock, Items, Object, Path, bytes_of, clock, instance, name_of, position, text_of, utc
from ._tree import Tree, tree_of


class Step:
    """One step of a plan."""

    __slots__ = ("_plan", "_index")

    def __init__(self, plan: Plan, index: int) -> None:
        self._plan = instance(plan, Plan, "plan")
        self._index = position(index, "index")
        if self._index >= len(plan):
            raise InvalidError(f"no step {index} of {len(plan)}")

    @property
    def index(self) -> int:
        """Its position in the plan, from 0."""
        return self._index

    @property
    def kind(self) -> StepKind:
        """What it is."""
        return StepKind(self._ask(_core.plan_step_kind))

    @property
    def title(self) -> str:
        """What it does."""
        return self._ask(_core.plan_step_title)

    @property
    def actor(self) -> str:
        """Who does it: "smssite", a server's name (a command there), "person"."""
        return self._ask(_core.plan_step_actor)

    @property
    def relies_on(self) -> str:
        """What it relies on."""
        return self._ask(_core.plan_step_relies_on)

    @property
    def may_lose(self) -> str:
        """What it may lose, "" for nothing."""
        return self._ask(_core.plan_step_may_lose)

    @property
    def postcondition(self) -> str:
        """How it is known to have worked."""
        return self._ask(_core.plan_step_postcondition)

    @property
    def source(self) -> str:
        """The article's step it carries out, or that it is an addition."""
        return self._ask(_core.plan_step_source)

    @property
    def reversal(self) -> Reversal:
        """Whether it can be taken back."""
        return Reversal(self._ask(_core.plan_step_reversal))

    @property
    def words(self) -> list[str]:
        """The words of a COMMAND, none for other steps."""
        return [self._ask(_core.plan_step_word, i) for i in range(self._ask(_core.plan_step_word_count))]

    def line(self, style: CommandStyle = CommandStyle.CREATEPROCESS) -> str:
        """The words as one line of NT, from which the program gets exactly these words."""
        return self._ask(_core.plan_step_line, CommandStyle(style))

    def _ask(self, call: Any, *arguments: Any) -> Any:
        return call(self._plan._handle, self._index, *arguments)

    def __repr__(self) -> str:
        closed = self._plan.closed
        return f"<smssite.Step {'of a closed plan' if closed else f'{self._index} {self.kind.name}: {self.title}'}>"


class PlanTree(NamedTuple):
    """A drive that a plan has steps on: whose, which ("" for the one with the SMS root), and where it was."""

    server: str
    drive: str
    location: str


class Plan(Object):
    """A procedure as a sequence of :class:`Step`, bound to what was seen. Immutable; threads may share it.

    Made by ``Case.plan_...()``; making one changes nothing. ``str()`` is a checklist to read or print.
    """

    __slots__ = ()

    @classmethod
    def load(cls, data: Any) -> Plan:
        """A plan that was saved, from its JSON text (str or bytes)."""
        return cls._of(_core.plan_load(data.encode() if isinstance(data, str) else bytes_of(data)))

    def save(self) -> str:
        """The plan as JSON text. The same case gives the same text."""
        return _core.plan_save(self._handle)

    def text(self) -> str:
        """The plan as a checklist."""
        return _core.plan_text(self._handle)

    def script(self, server: str) -> str:
        """The commands of one server as a batch file for CMD.EXE of Windows NT; NotFoundError if there are none."""
        return _core.plan_script(self._handle, text_of(server, "server"))

    @property
    def procedure(self) -> str:
        """"force-ct2", "sendcode-ct2", "activate"."""
        return _core.plan_procedure(self._handle)

    @property
    def id(self) -> str:
        """Twelve hex digits that name the plan."""
        return _core.plan_id(self._handle)

    @property
    def site_code(self) -> str:
        """The site it is for."""
        return _core.plan_site_code(self._handle)

    @property
    def location(self) -> str:
        """Where the tree was when the plan was made."""
        return _core.plan_location(self._handle)

    @property
    def trees(self) -> list[PlanTree]:
        """Drives that the plan has steps on. The first is the one apply() takes, the others go to Apply.add_tree()."""
        handle = self._handle
        return [PlanTree(_core.plan_tree_server(handle, i), _core.plan_tree_drive(handle, i),
                         _core.plan_tree_location(handle, i)) for i in range(_core.plan_tree_count(handle))]

    @property
    def from_copy(self) -> bool:
        """Whether it was made from a copy: then it can only be rehearsed."""
        return _core.plan_from_copy(self._handle)

    @property
    def notes(self) -> list[str]:
        """What a person must know before it starts."""
        handle = self._handle
        return [_core.plan_note(handle, i) for i in range(_core.plan_note_count(handle))]

    @property
    def steps(self) -> Items[Step]:
        """The steps in order."""
        return Items(len(self), lambda index: Step(self, index))

    @property
    def point_of_no_return(self) -> int | None:
        """Index of the step after which the whole cannot be taken back; None if there is none."""
        return _core.plan_point_of_no_return(self._handle)

    def __len__(self) -> int:
        """How many steps it has."""
        return _core.plan_step_count(self._handle)

    def __getitem__(self, index: Any) -> Any:
        """One step, or a list for a slice."""
        return self.steps[index]

    def __iter__(self) -> Iterator[Step]:
        """The steps in order."""
        return iter(self.steps)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"{self.procedure} of {self.site_code}, {len(self)} steps")


class Action(Object):
    """What an :class:`Apply` hands out: a STEP it has done, or something to RUN, WAIT for or ASK."""

    __slots__ = ("_apply",)

    @property
    def kind(self) -> ActionKind:
        """What it is."""
        return ActionKind(_core.action_get_kind(self._handle))

    @property
    def step(self) -> int | None:
        """The plan's step; None for DONE and for what no step asks."""
        return _core.action_step(self._handle)

    @property
    def text(self) -> str:
        """What was done, is to be done, is asked or came out."""
        return _core.action_text(self._handle)

    @property
    def server(self) -> str:
        """RUN: the server, else ""."""
        return _core.action_server(self._handle)

    @property
    def words(self) -> list[str]:
        """RUN: the command's words."""
        handle = self._handle
        return [_core.action_word(handle, i) for i in range(_core.action_word_count(handle))]

    def line(self, style: CommandStyle = CommandStyle.CREATEPROCESS) -> str:
        """RUN: the words as one line of NT, for who types them (CommandStyle.CMD) or starts the program."""
        return _core.action_line(self._handle, CommandStyle(style))

    @property
    def is_rehearsal(self) -> bool:
        """RUN: the words need not be run; answer that it is done."""
        return _core.action_is_rehearsal(self._handle)

    @property
    def takes_site_list(self) -> bool:
        """ASK: the answer may be a site list of the parent's, given as output; what it says counts then."""
        return _core.action_takes_site_list(self._handle)

    @property
    def look_again_utc_s(self) -> int | None:
        """WAIT: look again at this time at the latest, in seconds UTC."""
        return _core.action_look_again_utc_s(self._handle)

    @property
    def look_again(self) -> datetime.datetime | None:
        """WAIT: look again at this time at the latest."""
        return utc(self.look_again_utc_s)

    @property
    def until_utc_s(self) -> int | None:
        """WAIT: when the wait as a whole is up, in seconds UTC."""
        return _core.action_until_utc_s(self._handle)

    @property
    def until(self) -> datetime.datetime | None:
        """WAIT: when the wait as a whole is up."""
        return utc(self.until_utc_s)

    @property
    def paths(self) -> list[str]:
        """WAIT: paths in the tree to watch."""
        handle = self._handle
        return [_core.action_path(handle, i) for i in range(_core.action_path_count(handle))]

    @property
    def outcome(self) -> Outcome:
        """DONE: how it ended, else NONE."""
        return Outcome(_core.action_outcome(self._handle))

    @property
    def needs_answer(self) -> bool:
        """Whether the apply waits for an answer: RUN, WAIT and ASK."""
        return self.kind in (ActionKind.RUN, ActionKind.WAIT, ActionKind.ASK)

    def answer(self, answer: Answer | bool = Answer.DONE, *, exit_status: int = 0, output: Any = b"") -> None:
        """Reports what came of it: an :class:`Answer`, or True for done and False for failed.

        exit_status and output are a command's. A STEP needs no answer, and answering it does nothing.
        """
        if isinstance(answer, bool):
            answer = Answer.DONE if answer else Answer.FAILED
        chosen = instance(answer, Answer, "answer")
        if self.needs_answer:
            self._apply._answer(self, chosen, exit_status, bytes_of(output))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"{self.kind.name}: {self.text}")


class Apply(Object):
    """A plan being carried out; made by :func:`apply`, :func:`resume` and :func:`undo`.

        with smssite.apply(plan, "/mnt/edge7/SMS") as run:
            for action in run:
                action.answer(my_runner(action))
        print(run.outcome, run.outcome_text)

    Iterating hands out actions until it is over; what must be answered has to be answered before the next. Leaving the
    block early keeps everything as the journal says: resume() goes on, undo() takes back. One thread at a time is in
    an apply, others wait.
    """

    __slots__ = ("_tree", "_now", "_pending", "_journal", "_outcome", "_outcome_text")

    @classmethod
    def _begun(cls, handle: Any, tree: Tree, now: Clock) -> Apply:
        self = cls._of(handle)
        self._tree = tree
        self._now = now
        self._pending = None
        self._journal = _core.apply_journal(handle)
        self._outcome = Outcome.NONE
        self._outcome_text = ""
        return self

    @property
    def journal(self) -> str:
        """Path of the journal in the tree, for resume(), undo() and confirm()."""
        return self._journal

    @property
    def plan(self) -> Plan:
        """The plan."""
        return Plan._of(_core.apply_plan(self._handle))

    @property
    def outcome(self) -> Outcome:
        """How it ended; NONE while it has not."""
        return self._outcome

    @property
    def outcome_text(self) -> str:
        """How it ended, in words."""
        return self._outcome_text

    def add_tree(self, index: int, tree: Tree | Path) -> None:
        """Gives another tree of the plan, by its place in ``Plan.trees``; before the first action."""
        handle, place = self._handle, tree_of(tree)
        with self._tree._lock:
            _core.apply_add_tree(handle, position(index, "index"), place._handle)

    def next(self) -> Action:
        """Does the next thing, or hands it out; the same again while it waits for its answer. DONE when it is over."""
        handle, now = self._handle, clock(self._now)
        with self._tree._lock:
            action = Action._of(_core.apply_next(handle, now))
        action._apply = self
        self._pending = action if action.needs_answer else None
        if action.kind == ActionKind.DONE:
            self._outcome = action.outcome
            self._outcome_text = action.text
        return action

    def _answer(self, action: Action, answer: Answer, exit_status: int, output: bytes) -> None:
        handle = self._handle
        if action is not self._pending:
            raise InvalidError("this action does not wait for an answer any more")
        now = clock(self._now)
        with self._tree._lock:
            _core.apply_report(handle, answer, exit_status, output, now)
        self._pending = None

    def __iter__(self) -> Iterator[Action]:
        """Hands out actions until it is over."""
        return self

    def __next__(self) -> Action:
        """The next action; InvalidError if the last one has not been answered."""
        if self._pending is not None:
            raise InvalidError("the last action has not been answered")
        action = self.next()
        if action.kind == ActionKind.DONE:
            raise StopIteration
        return action

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"{self.journal}, outcome {self.outcome.name}")


def apply(plan: Plan, tree: Tree | Path, *, now: Clock = None, rehearse: bool = False) -> Apply:
    """Begins to carry out a plan on the drive or SMS root it was made for. Nothing in the site is changed yet.

    now: this machine's clock unless a time is given, or a function that tells it. rehearse plays the plan on a copy.
    ChangedError: the site is not as the plan relies on. ExistsError: begun already, resume() it. BusyError: another
    has the lock, or has not ended. obstacle() names the journal.
    """
    place, time = tree_of(tree), clock(now)
    with place._lock:
        handle = _core.apply_begin(instance(plan, Plan, "plan")._handle, place._handle, bool(rehearse), time)
    return Apply._begun(handle, place, now)


def resume(tree: Tree | Path, journal: str | bytes, *, now: Clock = None) -> Apply:
    """Goes on after an interruption."""
    place, time = tree_of(tree), clock(now)
    with place._lock:
        handle = _core.apply_resume(place._handle, name_of(journal), time)
    return Apply._begun(handle, place, now)


def undo(tree: Tree | Path, journal: str | bytes, *, now: Clock = None) -> Apply:
    """Takes back what can be taken back, as far as the point of no return.

    Past it the outcome is NOT_UNDONE at once: nothing is handed out or written, and resume goes on.
    """
    place, time = tree_of(tree), clock(now)
    with place._lock:
        handle = _core.apply_undo(place._handle, name_of(journal), time)
    return Apply._begun(handle, place, now)


def abandon(tree: Tree | Path, journal: str | bytes, *, now: Clock = None) -> str:
    """Gives up a run that has not ended and cannot be taken back, so that another plan can be begun; what it leaves.

    RefusedError: it has ended, or can be taken back by undo().
    """
    place, time = tree_of(tree), clock(now)
    with place._lock:
        return _core.apply_abandon(place._handle, name_of(journal), time)


def obstacle(plan: Plan, tree: Tree | Path) -> str:
    """Path of the journal that keeps the plan from being begun: its own, or one of another plan that has not ended.

    NotFoundError: there is none.
    """
    place = tree_of(tree)
    with place._lock:
        return _core.apply_obstacle(instance(plan, Plan, "plan")._handle, place._handle)


def confirm(tree: Tree | Path, journal: str | bytes, step: int, done: bool, *, now: Clock = None) -> None:
    """Records a person's word on a step of theirs while no apply is open."""
    place, time = tree_of(tree), clock(now)
    with place._lock:
        _core.apply_confirm(place._handle, name_of(journal), position(step, "step"), bool(done), time)
