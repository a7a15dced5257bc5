"""Secondary sites of Systems Management Server 1.0-1.2: see what is there, say why one hangs, repair it.

    >>> import smssite
    >>> case = smssite.Case(smssite.observe("/mnt/edge7/SMS", services="net-start.txt"))
    >>> [f.rule for f in case.diagnose() if f.severity is smssite.Severity.STUCK]
    ['A01']
    >>> with smssite.apply(case.plan_force_ct2(), "/mnt/edge7/SMS") as run:
    ...     for action in run:                      # the loop is yours: run, wait, ask
    ...         action.answer(my_runner(action))

Data flows one way: observe() -> Snapshot -> Case -> Findings, Advice, Plan -> apply() -> observe() again. Only
observe() reads a site, only apply() writes to it.

What fails raises an :class:`Error`, by class and by ``code``. Unknown is None or an enumeration's UNKNOWN, never a
healthy value. Times are int seconds (``..._utc_s``) with a datetime beside each (``taken_utc_s`` and ``taken``); times
from the server's own wall clock (``..._local_s``) have no offset and are never compared with the other kind. Text is
str; bytes of files are bytes; names that are not UTF-8 carry surrogate escapes, as Python's own do.
"""

from . import _core
from ._case import Advice, Against, Blocker, Candidate, Case, Evidence, Finding, Findings, StageEvidence, Trail
from ._command import Command
from ._control_file import (Check, ControlFile, ControlFileEdit, Section, Tolerance, reject_code_text,
                            section_field_name)
from ._enums import (ActionKind, Answer, BoxRole, BoxState, CommandStyle, ComponentFlag, Confidence, ControlType, EntryKind,
                     EvidenceKind, IdProblem, IdSource, LayoutDepth, Liveness, MapComponentKind, Need,
                     Outcome, Presence, Procedure, Product, ProfileItem, RegistryType, Reversal, Role,
                     SectionKind, SendRecordType, ServerKind, ServiceKind, ServiceState, ServiceTool,
                     ServicesForm, Severity, SiteStatus, SiteType, Stage, StepKind, Topic, TraceForm,
                     TraceTally, UidState, Verdict, View, WordForm)
from ._errors import (AmbiguousError, BusyError, ChangedError, DeniedError, Error, ExistsError, InvalidError, IOFailure,
                      LimitError, MalformedError, NoMemory, NotFoundError, RefusedError, UndecidedError,
                      UnsupportedError)
from ._evidence import ParentWord, Service, Services, SiteWord
from ._id_map import FoundProblem, IdMap, IdRange, IdServer, UidStore
from ._plan import Action, Apply, Plan, PlanTree, Step, abandon, apply, confirm, obstacle, resume, undo
from ._profile import Profile, ServerProfile
from ._rebuild import RebuildRecord, RecordedServer, RecordedService, RecordedShare
from ._registry import IniEntry, Registry, RegistryEdit, RegistryKey, RegistryValue, Setting, SmsIni, settings
from ._site_files import MapComponent, MapFile, SendRecord, SendRequest, SystemMap
from ._smsid import SMSID, is_reserved_site_code
from ._snapshot import BoxFile, Directory, Document, Log, Record, RegistrySource, Snapshot, observe
from ._status import Status
from ._tables import (CatalogueEntry, evidence_name, explain, LayoutEntry, Meaning, Rule, layout, layout_find, meanings, rule, rules,
                      service_catalogue, service_catalogue_find, topic_name)
from ._trace_log import TraceLog, TraceRecord, parse_trace_record, read_log
from ._tree import Entry, Stat, Tree

__version__: str = _core.version()

__all__ = [
    "abandon", "Action", "ActionKind", "Advice", "Against", "AmbiguousError", "Answer", "apply", "Apply", "Blocker", "BoxFile",
    "BoxRole", "BoxState", "BusyError", "Candidate", "Case", "CatalogueEntry", "ChangedError", "Check", "Command",
    "CommandStyle", "ComponentFlag", "Confidence", "confirm", "ControlFile", "ControlFileEdit", "ControlType",
    "DeniedError", "Directory", "Document", "Entry", "EntryKind", "Error", "Evidence", "evidence_name",
    "EvidenceKind", "ExistsError", "explain", "Finding", "Findings", "FoundProblem", "has", "IdMap", "IdProblem",
    "IdRange", "IdServer", "IdSource", "IniEntry", "InvalidError", "IOFailure", "is_reserved_site_code", "layout",
    "layout_find", "LayoutDepth", "LayoutEntry", "LimitError", "Liveness", "Log", "MalformedError", "MapComponent",
    "MapComponentKind", "MapFile", "Meaning", "meanings", "Need", "NoMemory", "NotFoundError", "observe", "obstacle", "Outcome",
    "ParentWord", "parse_trace_record", "Plan", "PlanTree", "Presence", "Procedure", "Product", "Profile",
    "ProfileItem", "read_log", "RebuildRecord", "Record", "RecordedServer", "RecordedService", "RecordedShare",
    "RefusedError", "Registry", "RegistryEdit", "RegistryKey", "RegistrySource", "RegistryType", "RegistryValue",
    "reject_code_text", "resume", "Reversal", "Role", "rule", "Rule", "rules", "Section", "section_field_name",
    "SectionKind", "SendRecord", "SendRecordType", "SendRequest", "ServerKind", "ServerProfile", "Service",
    "service_catalogue", "service_catalogue_find", "ServiceKind", "Services", "ServicesForm", "ServiceState",
    "ServiceTool", "Setting", "settings", "Severity", "SiteStatus", "SiteType", "SiteWord", "SMSID", "SmsIni",
    "Snapshot", "Stage", "StageEvidence", "Stat", "Status", "Step", "StepKind", "SystemMap", "Tolerance", "Topic",
    "topic_name", "TraceForm", "TraceLog", "TraceRecord", "TraceTally", "Trail", "Tree", "UidState", "UidStore",
    "UndecidedError", "undo", "UnsupportedError", "Verdict", "version", "View", "WordForm",
]


def version() -> str:
    """The library's version."""
    return _core.version()


def has(feature: str) -> bool:
    """Whether this build has an optional feature."""
    return _core.has(feature)
