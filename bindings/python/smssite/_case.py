"""A case, and what can be said of it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _core
from ._enums import Confidence, Procedure, ServerKind, Severity, Stage
from ._object import Items, Object, Path, Time, instance, item_of, position, seconds, text_of, utc
from ._plan import Plan
from ._snapshot import Snapshot
from ._tables import Rule, rule_at

if TYPE_CHECKING:
    from ._rebuild import RebuildRecord


class Evidence(NamedTuple):
    """Something that was seen: where, on which line (0 if it has none), and what."""

    path: str
    line: int
    value: str


class Candidate(NamedTuple):
    """A file that could carry the .ct2, and how many seconds it has been there."""

    path: str
    age_s: int | None


class StageEvidence(NamedTuple):
    """What a file or a log shows of a stage: where, on which line (0 if it has none), what, for how many seconds (None of
    records), and whether only names, places and times speak for it."""

    path: str
    line: int
    value: str
    age_s: int | None
    inferred: bool


class Blocker(NamedTuple):
    """A usual blocker that was looked for. ``id`` is the failure mode it is about, "" for one without a number."""

    id: str
    severity: Severity
    title: str
    missing: str
    evidence: list[Evidence]


class Against(NamedTuple):
    """A procedure spoken against, and why."""

    procedure: Procedure
    reason: str


class Case(Object):
    """What one diagnosis needs: the site, and as far as they are known its parent, its logon servers and an
    earlier look at it. Immutable; threads may share it.

    The same snapshots give the same findings and plans. ``now`` is the time against which ages count; without it that
    is when a live site was taken, and of a copy the newest time in the evidence. ``kinds`` says of logon servers what runs
    there, and their domains, as far as a person knows. A logon server that is None is known and not in view.
    """

    __slots__ = ()

    def __init__(
        self, site: Snapshot, parent: Snapshot | None = None, earlier: Snapshot | None = None,
        now: Time | None = None, logon_servers: Mapping[str, Snapshot | None] | None = None,
        kinds: Mapping[str, tuple[ServerKind, str | None]] | None = None,
    ) -> None:
        case = _core.case_new(instance(site, Snapshot, "site")._handle)
        if parent is not None:
            _core.case_set_parent(case, instance(parent, Snapshot, "parent")._handle)
        if earlier is not None:
            _core.case_set_earlier(case, instance(earlier, Snapshot, "earlier")._handle)
        if now is not None:
            _core.case_set_now(case, seconds(now, "now"))
        for name, server in dict(logon_servers or {}).items():
            seen = None if server is None else instance(server, Snapshot, "server")._handle
            _core.case_add_logon_server(case, text_of(name, "name"), seen)
        for name, (kind, domain) in dict(kinds or {}).items():
            _core.case_describe_logon_server(case, text_of(name, "name"), ServerKind(kind), domain or "")
        self._held = case

    @property
    def site(self) -> Snapshot:
        """The site."""
        return Snapshot._of(_core.case_site(self._handle))

    @property
    def parent(self) -> Snapshot | None:
        """The parent, if it was given."""
        handle = _core.case_parent(self._handle)
        return None if handle is None else Snapshot._of(handle)

    @property
    def earlier(self) -> Snapshot | None:
        """The earlier look, if it was given."""
        handle = _core.case_earlier(self._handle)
        return None if handle is None else Snapshot._of(handle)

    @property
    def logon_servers(self) -> dict[str, Snapshot | None]:
        """The logon servers by name; None for one that is not in view."""
        handle = self._handle
        seen = {_core.case_logon_server_name(handle, i): _core.case_logon_server(handle, i)
                for i in range(_core.case_logon_server_count(handle))}
        return {name: None if server is None else Snapshot._of(server) for name, server in seen.items()}

    @property
    def kinds(self) -> dict[str, tuple[ServerKind, str | None]]:
        """What runs on the logon servers, and their domains, as far as somebody said."""
        handle = self._handle
        return {_core.case_logon_server_name(handle, i): (ServerKind(_core.case_logon_server_kind(handle, i)),
                                                          _core.case_logon_server_domain(handle, i) or None)
                for i in range(_core.case_logon_server_count(handle))}

    @property
    def now_utc_s(self) -> int | None:
        """The time that counts, in seconds UTC."""
        return _core.case_now_utc_s(self._handle)

    @property
    def now(self) -> datetime.datetime | None:
        """The time that counts."""
        return utc(self.now_utc_s)

    def diagnose(self) -> Findings:
        """Applies all rules."""
        return Findings._of(_core.case_diagnose(self._handle))

    def trail(self) -> Trail:
        """Follows the .ct2 on its way to the parent."""
        return Trail._of(_core.case_trail(self._handle))

    def advise(self) -> Advice:
        """Which of the documented procedures fits."""
        return Advice._of(_core.case_advise(self._handle))

    def plan_activate(self) -> Plan:
        """Plans the second procedure of KB Q183347: activate a site whose upgrade has failed, and upgrade it again.

        RefusedError where another way fits, which it names; UndecidedError names what evidence is missing.
        """
        return Plan._of(_core.plan_activate(self._handle))

    def plan_force_ct2(self, accept_reject: int = 0) -> Plan:
        """Plans the first procedure of KB Q183347: make SCMAN write a .ct2.

        accept_reject: a reject code (710-718) that SCMAN may give and that you have decided to risk. UndecidedError
        says what evidence is missing, RefusedError why it must not be done.
        """
        return Plan._of(_core.plan_force_ct2(self._handle, accept_reject))

    def plan_sendcode_ct2(self) -> Plan:
        """Plans the same effect without touching files: SENDCODE SMS_SITE_CONFIG_MANAGER 193 (KB Q168682)."""
        return Plan._of(_core.plan_sendcode_ct2(self._handle))

    def plan_rebuild(self, record: RebuildRecord, boot_drive: Path | None = None) -> Plan:
        """Plans the third procedure of KB Q183347: the site is taken down and created again, and gives out no id twice.

        boot_drive: where drive C: of the site server is, for SMS.INI; without it a person edits the file. RefusedError and
        UndecidedError name every reason.
        """
        from ._rebuild import RebuildRecord

        drive = None if boot_drive is None else os.fsdecode(boot_drive)
        return Plan._of(_core.plan_rebuild(self._handle, instance(record, RebuildRecord, "record")._handle, drive))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"of {self.site.site_code or 'a site'}")


class Finding:
    """What one rule says of the case."""

    __slots__ = ("_findings", "_index")

    def __init__(self, findings: Findings, index: int) -> None:
        self._findings = instance(findings, Findings, "findings")
        self._index = position(index, "index")

    @property
    def rule(self) -> str:
        """The rule's id, for example "A01"."""
        return self.about.id

    @property
    def about(self) -> Rule:
        """The rule: what it means, what to do, where it is from."""
        return rule_at(self._ask(_core.findings_rule))

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return Severity(self._ask(_core.findings_severity))

    @property
    def confidence(self) -> Confidence:
        """How sure the rule is."""
        return self.about.confidence

    @property
    def sources(self) -> list[str]:
        """The articles the rule is from."""
        return self.about.sources.split()

    @property
    def title(self) -> str:
        """One line on this case."""
        return self._ask(_core.findings_title)

    @property
    def missing(self) -> str:
        """What to supply so that it can be decided, "" if nothing is missing."""
        return self._ask(_core.findings_missing)

    @property
    def evidence(self) -> Items[Evidence]:
        """What was seen."""
        return Items(self._ask(_core.findings_evidence_count), self._evidence)

    def _evidence(self, index: int) -> Evidence:
        return Evidence(self._ask(_core.findings_evidence_path, index), self._ask(_core.findings_evidence_line, index),
                        self._ask(_core.findings_evidence_value, index))

    def _ask(self, call: Any, *arguments: Any) -> Any:
        return call(self._findings._handle, self._index, *arguments)

    def __repr__(self) -> str:
        closed = self._findings.closed
        return f"<smssite.Finding {'of closed findings' if closed else f'{self.rule} {self.severity.name}'}>"


class Findings(Object):
    """What the rules say of a case, a sequence of :class:`Finding`, gravest first. Immutable; threads may share it."""

    __slots__ = ()

    @property
    def worst(self) -> Severity:
        """The gravest severity present, UNKNOWN counting below NOTE."""
        return Severity(_core.findings_worst(self._handle))

    def to_json(self) -> str:
        """All of it as JSON text."""
        return _core.findings_to_json(self._handle)

    def __len__(self) -> int:
        """How many there are."""
        return _core.findings_count(self._handle)

    def __getitem__(self, index: Any) -> Any:
        """One finding, or a list for a slice."""
        return item_of(index, len(self), self._finding)

    def __iter__(self) -> Iterator[Finding]:
        """The findings, gravest first."""
        return map(self._finding, range(len(self)))

    def _finding(self, index: int) -> Finding:
        return Finding(self, index)

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"{len(self)}, worst {self.worst.name}")


class Trail(Object):
    """How far the .ct2 has come. Immutable; threads may share it. ``str()`` is the stage in words."""

    __slots__ = ()

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        return Stage(_core.trail_stage(self._handle))

    @property
    def inferred(self) -> bool:
        """Whether the place is known by inference only."""
        return _core.trail_inferred(self._handle)

    @property
    def candidates(self) -> list[Candidate]:
        """Files that could carry it at that stage; with more than one it is either."""
        handle = self._handle
        return [Candidate(_core.trail_candidate_path(handle, i), _core.trail_candidate_age_s(handle, i))
                for i in range(_core.trail_candidate_count(handle))]

    def evidence(self, stage: Stage) -> list[StageEvidence]:
        """What files and logs of both sites show of one stage."""
        handle = self._handle
        return [StageEvidence(_core.trail_evidence_path(handle, stage, i), _core.trail_evidence_line(handle, stage, i),
                              _core.trail_evidence_value(handle, stage, i), _core.trail_evidence_age_s(handle, stage, i),
                              _core.trail_evidence_inferred(handle, stage, i))
                for i in range(_core.trail_evidence_count(handle, stage))]

    @property
    def looked_for(self) -> list[Blocker]:
        """The usual blockers of the stage that were looked for; OK where one is not there, UNKNOWN where that cannot be
        told."""
        handle = self._handle
        return [Blocker(_core.trail_blocker_id(handle, i), Severity(_core.trail_blocker_severity(handle, i)),
                        _core.trail_blocker_title(handle, i), _core.trail_blocker_missing(handle, i),
                        [Evidence(_core.trail_blocker_evidence_path(handle, i, j),
                                  _core.trail_blocker_evidence_line(handle, i, j),
                                  _core.trail_blocker_evidence_value(handle, i, j))
                         for j in range(_core.trail_blocker_evidence_count(handle, i))])
                for i in range(_core.trail_blocker_count(handle))]

    @property
    def hopeless(self) -> bool:
        """Whether a blocker was found that does not pass by itself."""
        return _core.trail_hopeless(self._handle)

    @property
    def text(self) -> str:
        """The stage in words."""
        return _core.trail_text(self._handle)

    @property
    def blockers(self) -> str:
        """The usual blockers there."""
        return _core.trail_blockers(self._handle)

    @property
    def next_move(self) -> str:
        """The documented next move."""
        return _core.trail_next_move(self._handle)

    def to_json(self) -> str:
        """All of it as JSON text."""
        return _core.trail_to_json(self._handle)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self._repr("" if self.closed else self.stage.name)


class Advice(Object):
    """Which procedure fits, why, and why not the others. Immutable; threads may share it."""

    __slots__ = ()

    @property
    def procedure(self) -> Procedure:
        """What is advised."""
        return Procedure(_core.advice_procedure(self._handle))

    @property
    def reason(self) -> str:
        """Why."""
        return _core.advice_reason(self._handle)

    @property
    def cost(self) -> str:
        """What it costs and may lose, "" if nothing is advised."""
        return _core.advice_cost(self._handle)

    @property
    def reversible_until(self) -> str:
        """Until when it can be taken back, "" if nothing is advised."""
        return _core.advice_reversible_until(self._handle)

    @property
    def against(self) -> list[Against]:
        """The procedures spoken against."""
        handle = self._handle
        return [Against(Procedure(_core.advice_against_procedure(handle, i)), _core.advice_against_reason(handle, i))
                for i in range(_core.advice_against_count(handle))]

    def to_json(self) -> str:
        """All of it as JSON text."""
        return _core.advice_to_json(self._handle)

    def __repr__(self) -> str:
        return self._repr("" if self.closed else self.procedure.name)
