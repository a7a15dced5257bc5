"""The tables of the library: rules, services, directories."""

from __future__ import annotations

from typing import NamedTuple

from . import _core
from ._enums import Confidence, EvidenceKind, LayoutDepth, Role, ServiceKind, Severity, Topic
from ._object import text_of


class Rule(NamedTuple):
    """One rule by which a case is diagnosed. ``severity`` is the gravest it gives."""

    id: str
    title: str
    explanation: str
    remedy: str
    sources: str
    needs: str
    severity: Severity
    confidence: Confidence
    evidence: EvidenceKind


class CatalogueEntry(NamedTuple):
    """A service or thread of SMS 1.x. ``file`` and ``log`` are "" where no source names them."""

    name: str
    title: str
    file: str
    log: str
    kind: ServiceKind
    roles: Role


class LayoutEntry(NamedTuple):
    """A directory of a site; a part in angle brackets stands for a name that varies."""

    path: str
    purpose: str
    roles: Role
    depth: LayoutDepth
    source: str


class Meaning(NamedTuple):
    """What a number of one topic means, from ``first`` to ``last``. ``name`` is "" where the sources give none; ``rules``
    are the ids of the rules it bears on, joined by blanks."""

    topic: Topic
    first: int
    last: int
    name: str
    text: str
    rules: str
    sources: str


def rule_at(index: int) -> Rule:
    return Rule(
        _core.rule_id(index), _core.rule_title(index), _core.rule_explanation(index), _core.rule_remedy(index),
        _core.rule_sources(index), _core.rule_needs(index), Severity(_core.rule_severity(index)),
        Confidence(_core.rule_confidence(index)), EvidenceKind(_core.rule_evidence(index)))


def rules() -> list[Rule]:
    """All rules."""
    return [rule_at(i) for i in range(_core.rule_count())]


def rule(id: str) -> Rule | None:
    """The rule of an id, letter case aside."""
    index = _core.rule_find(text_of(id, "id"))
    return None if index is None else rule_at(index)


def evidence_name(kind: EvidenceKind) -> str | None:
    """One kind of evidence in words, for example "event log"."""
    return _core.evidence_name(int(kind))


def _catalogue_at(index: int) -> CatalogueEntry:
    return CatalogueEntry(
        _core.service_catalogue_name(index), _core.service_catalogue_title(index),
        _core.service_catalogue_file(index), _core.service_catalogue_log(index),
        ServiceKind(_core.service_catalogue_kind(index)), Role(_core.service_catalogue_roles(index)))


def service_catalogue() -> list[CatalogueEntry]:
    """The services and threads of SMS 1.x."""
    return [_catalogue_at(i) for i in range(_core.service_catalogue_count())]


def service_catalogue_find(name: str) -> CatalogueEntry | None:
    """The entry of a name, letter case aside."""
    index = _core.service_catalogue_find(text_of(name, "name"))
    return None if index is None else _catalogue_at(index)


def layout_at(index: int) -> LayoutEntry:
    return LayoutEntry(
        _core.layout_path(index), _core.layout_purpose(index), Role(_core.layout_roles(index)),
        LayoutDepth(_core.layout_depth_of(index)), _core.layout_source(index))


def layout() -> list[LayoutEntry]:
    """The directories of a site."""
    return [layout_at(i) for i in range(_core.layout_count())]


def layout_find(path: str) -> LayoutEntry | None:
    """The directory that a path below the SMS root stands for, spelling variants and varying names matched."""
    index = _core.layout_find(text_of(path, "path"))
    return None if index is None else layout_at(index)


def _meaning_at(index: int) -> Meaning:
    return Meaning(
        Topic(_core.meaning_topic(index)), _core.meaning_first(index), _core.meaning_last(index),
        _core.meaning_name(index), _core.meaning_text(index), _core.meaning_rules(index), _core.meaning_sources(index))


def meanings() -> list[Meaning]:
    """What numbers of events, codes and status mean."""
    return [_meaning_at(i) for i in range(_core.meaning_count())]


def explain(word: str) -> list[Meaning]:
    """All that a number (in decimal, or in hexadecimal with 0x) or a name means; see :func:`rule` for rules."""
    found = []
    index = _core.meaning_find(text_of(word, "word"), 0)
    while index is not None:
        found.append(_meaning_at(index))
        index = _core.meaning_find(text_of(word, "word"), index + 1)
    return found


def topic_name(topic: Topic) -> str:
    """A topic in words, for example "event"."""
    return _core.topic_name(int(topic))
