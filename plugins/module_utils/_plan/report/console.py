# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a console ends with: the answer, why it is so and what to do, the approval, and where the report is.

A screen has 24 lines of 80 to 120 columns. Ansible frames a list of lines by a heading, four lines of brackets and a
blank one, and each line by a margin, quotes and a comma; what is left is ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..values.printable import printable
from ..values.words import Mode, begun
from . import console_exit, console_restriction, overview_exit, words
from .ending import Call, at_home, call_of
from .fates import Fate, fate_of, judged_of
from .kinds import Kind, is_refused, kind_of, kind_of_all
from .lines import labels_of
from .words import BAD, GOOD, OPEN

LINES, COLUMNS = 18, 109
_SEVERITIES = ("error", "warning", "info")
_TOLD_BY_FINDINGS = frozenset({"would_be_blocked", "check_failed"})  # failures whose sentence is made of findings
_NAMES, _RESOURCES = 3, 3  # shown of those that share something
_LONGEST = 6  # lines of a cause where not all fit
_MARGIN, _DEEPER = " " * 4, " " * 8
_UNTOLD = "no_baseline"
_OPENED = 4  # lines about access that was open
_REST = " ..."
_LEFT = "left_network"  # a finding whose list is what somebody runs a playbook to see, however little it weighs
_DRIFT = "template_drift"  # told after the others in any case: of each file of an export
# The steps that write a part.
_STEPS = {
    "rules": {"allow"},
    "routes": {"route"},
    "subnet": {"route"},
    "access": {"restrict"},
    "network": {"leave", "return"},
}
_PARTS = {
    "rules": "the rules of",
    "routes": "the routes of",
    "subnet": "the route table of",
    "access": "the outbound access of",
    "network": "the network settings of",
}
_ACCESS, _NETWORK = "access", "network"
# How a failure begins that is more than an unfinished plan.
_URGENT = {
    "cut_off": "{name} is cut off now",
    "taken_back": "what this run wrote for {name} was taken back, as it would have cut the cluster off",
}
_SENTENCES = {Kind.RESTRICTION: console_restriction.sentence, Kind.EXIT: console_exit.sentence}
# What became of several clusters, the good first.
_FATES = {
    Fate.LOCKED: "locked down",
    Fate.AWAY: "no longer locked down",
    Fate.KEPT: "left with rules or routes that stay",
    Fate.PLANNED: "not judged",
    Fate.UNDECIDED: "with unknown destinations",
    Fate.LOOSE: "not locked down yet",
    Fate.OUTSIDE: "in no virtual network",
    Fate.FAULTY: "with errors",
    Fate.BLOCKED: "with blocked destinations",
}


@dataclass(frozen=True)
class Cause:
    """Why the answer is as it is: a finding or a failure, of these clusters."""

    severity: str
    code: str
    subject: str
    message: str
    remedy: str
    clusters: tuple[str, ...] = ()
    failed: bool = False
    stands_for_others: bool = False

    @property
    def rank(self) -> tuple[int, bool, int]:
        """The worst first; of these what made a cluster fail, then what many share."""
        return _SEVERITIES.index(self.severity), not self.failed, -len(self.clusters)


def lines(result: Mapping[str, Any], report_files: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what a person should read about the result of a call of cluster_egress, at most LINES lines of COLUMNS
    columns beside the list of what clusters have left; the first one alone is the answer. `report_files` are the paths
    of the report.
    """
    clusters, files = list(result.get("clusters") or ()), tuple(report_files)
    if not clusters:
        return _ended_early(result)
    first = [*_answer(result, clusters), *_changed(clusters), *_opened(clusters), *_stopped(result, clusters)]
    every = _causes(clusters)
    causes = [cause for cause in every if cause.code not in (_LEFT, _DRIFT)]
    drifted = _drifted(cause for cause in every if cause.code == _DRIFT)
    last = [*drifted, *(line for part in _ending(result, clusters, files) for line in part)]
    return (*first, *_left(clusters), *_told(causes, LINES - len(first) - len(last), bool(files)), *last)


def _ended_early(result: Mapping[str, Any]) -> tuple[str, ...]:
    """What stopped all of it, in the first line where there is room."""
    code, why = str(result.get("code") or ""), str(result.get("msg") or "No reason is known.")
    whole = printable(f"Failed: {why}")
    if _columns(whole) <= COLUMNS:
        return (whole, f"code: {code}") if code else (whole,)
    cause = Cause("error", code, "", why, "")
    return ("Failed: the run ended early, with no result for any cluster.", *_block(cause, LINES - 1))


# The answer


def _answer(result: Mapping[str, Any], clusters: Sequence[Mapping[str, Any]]) -> list[str]:
    """One sentence in the tense of the mode, and of a preview that it writes nothing: an export has written files."""
    told, is_preview = _sentence(result, clusters)
    nothing = f"nothing {'in Azure ' if result.get('steps') == ['plan'] else ''}has been written."
    whole = printable(f"{told}; {nothing}")
    if is_preview and _columns(whole) <= COLUMNS:
        return [whole]
    return [_shortened(f"{told}."), *([begun(nothing)] if is_preview else [])]


def _changed(clusters: Sequence[Mapping[str, Any]]) -> list[str]:
    """What has changed since an earlier report, or why nobody can say, of the first few clusters by their names."""
    told = {str(one["id"]): line for one in clusters if (line := _since(one))}
    if len(clusters) == 1:
        return [shown for line in told.values() for shown in _cut(_wrapped(line), _OPENED)]
    labels = labels_of(clusters)
    shown = [_shortened(f"{labels[id_]}: {line}") for id_, line in list(told.items())[:_NAMES]]
    more = len(told) - len(shown)
    return [*shown, f"Of {words.many(more, 'more cluster')} something has changed, too."] if more else shown


def _since(one: Mapping[str, Any]) -> str:
    untold = (str(found.get("message")) for found in _findings(one) if found.get("code") == _UNTOLD)
    return str((one.get("changes_since") or {}).get("line") or next(untold, ""))


def _opened(clusters: Iterable[Mapping[str, Any]]) -> list[str]:
    """How long access was open, where it was; that of a cluster that failed says it itself."""
    told = [sentence for one in clusters if not one.get("failed") for sentence in console_restriction.opened(one)]
    return _cut(_wrapped(" ".join(told)), _OPENED) if told else []


def _stopped(result: Mapping[str, Any], clusters: Sequence[Mapping[str, Any]]) -> list[str]:
    """Of a run that stopped on its way out of the networks who has left and who has not, and how to return."""
    if len(clusters) == 1 or kind_of_all(clusters) != Kind.EXIT:
        return []
    labels = labels_of(clusters)
    told = overview_exit.ended([(labels[str(one["id"])], fate_of(one, result)) for one in clusters])
    return [line for text in told if text for line in _cut(_wrapped(text), _OPENED)]


def _sentence(result: Mapping[str, Any], clusters: Sequence[Mapping[str, Any]]) -> tuple[str, bool]:
    """The sentence without its full stop, and whether it is about a preview."""
    is_preview = result.get("mode") == Mode.PREVIEW and "plan_hash" in result
    is_check = result.get("mode") == Mode.PREVIEW and not is_preview
    alone = len(clusters) == 1
    told = _of_one(clusters[0], result, is_preview) if alone else _of_many(clusters, result, is_preview, is_check)
    if is_preview:
        return f"Preview: {told}", True
    if is_check:
        return f"Checked: {told}", False
    failed = any(one.get("failed") for one in clusters)
    return begun(told) if failed else f"Done: {told}", False


def _of_one(one: Mapping[str, Any], result: Mapping[str, Any], is_preview: bool) -> str:
    name, own = f"cluster {one.get('cluster')}", _SENTENCES.get(kind_of(one))
    if own:
        return own(one, result, is_preview)
    call, be = call_of(result, one), "would be" if is_preview else "is"
    home = call.home
    if one.get("failed"):
        return f"{home and f'{name} {be} {home}; '}{_failed(one, name, call, is_preview)}"
    judged, fate = _judged(one), fate_of(one, result)
    if home and fate == Fate.LOCKED:
        return f"{name} {be} {home} and locked down, with all {judged.total()} destinations allowed"
    told = {
        Fate.AWAY: f"the lock-down of {name} {be} taken away",
        Fate.KEPT: f"the lock-down of {name} {_not_be(is_preview)} wholly taken away",
        Fate.PLANNED: _planned(one, name, is_preview),
        Fate.OUTSIDE: f"{name} is in no virtual network, so rules and routes have no effect on it",
        Fate.LOOSE: f"{name} {_not_be(is_preview)} locked down yet, as no default route leads to the firewall",
        Fate.LOCKED: f"{name} {be} locked down, with all {judged.total()} destinations allowed",
    }.get(fate, _verdicts(judged, name, is_preview))
    if not home:
        return told
    return f"{name} {be} {home}; {'nothing was checked' if fate == Fate.PLANNED else told}"


def _planned(one: Mapping[str, Any], name: str, is_preview: bool) -> str:
    if not is_preview:
        return f"the steps of this call are taken for {name}; nothing was checked"
    return f"{name} is planned"


def _failed(one: Mapping[str, Any], name: str, call: Call, is_preview: bool) -> str:
    judged, checked = _judged(one), one.get("check") or {}
    if one.get("code") == "check_failed":
        found = "" if judged[BAD] else f", and the check found {_and(_severities(one))}"
        if set(words.OPEN_WAYS).intersection(str(finding.get("code")) for finding in _findings(one)):
            return f"{name} is not locked down, as no default route leads to the firewall"
        return f"{_verdicts(judged, name, is_preview)}{found}"
    if checked.get("about") or one.get("code") == "would_be_blocked":
        stopped = f"a run would stop {call.stage}" if is_preview else f"stopped {call.stage}"
        blocked = judged[BAD] or judged[OPEN]
        be = "would be blocked" if judged[BAD] else "are unknown"
        return f"{stopped}: {blocked} of {judged.total()} destinations of {name} {be}" if blocked else stopped
    if is_preview:
        return f"a run would fail for {name}"
    unfinished = "the plan of {name} was not carried out to its end"
    told = _URGENT.get(str(one.get("code")), unfinished if _is_planned(one) else "{name} could not be planned")
    return f"failed: {told.format(name=name)}"


def _is_planned(one: Mapping[str, Any]) -> bool:
    if is_refused(one):
        return False
    return bool(not one.get("failed") or one.get("plan") or one.get("pending"))


def _of_many(clusters: Sequence[Mapping[str, Any]], result: Mapping[str, Any], is_preview: bool, is_check: bool) -> str:
    kind = kind_of_all(clusters)
    if kind == Kind.EXIT:
        return overview_exit.sentence((fate_of(one, result) for one in clusters), ahead=is_preview)
    found = Counter(fate_of(one, result) for one in clusters if not one.get("failed"))
    total, failed = len(clusters), sum(bool(one.get("failed")) for one in clusters)
    fates = console_restriction.FATES if kind == Kind.RESTRICTION else _FATES
    locked = [one for one in clusters if not one.get("failed") and fate_of(one, result) == Fate.LOCKED]
    home = at_home([call_of(result, one).home for one in locked])
    fates = {**fates, Fate.LOCKED: f"{home}{_FATES[Fate.LOCKED]}"}
    fates = {**fates, Fate.PLANNED: "planned"} if is_preview else fates
    became = [(fate, count, told) for fate, told in fates.items() if (count := found[fate])]
    ahead = {fate: is_preview and fate != Fate.PLANNED for fate in fates}  # what is planned is so by now
    rest = ", ".join(f"{count} {_are(count, ahead[fate])} {told}" for fate, count, told in became)
    if not failed:
        return f"of {total} clusters {rest}" if len(became) > 1 else f"all {rest.replace(' ', ' clusters ', 1)}"
    whose = f"{failed} of {total} clusters {'would fail' if is_preview else 'do not pass' if is_check else 'failed'}"
    return f"{whose}, {rest}" if rest else whose


def _judged(one: Mapping[str, Any]) -> Counter[str]:
    """How many destinations are GOOD, BAD and OPEN, also where the gate let nothing be routed."""
    found: Counter[str] = Counter()
    judged = judged_of(one) if one.get("summary") else judged_of(one.get("check") or {})
    for verdict, count in (judged or {}).items():
        found[words.state_of(str(verdict))] += int(count)
    return found


def _verdicts(judged: Counter[str], name: str, is_preview: bool) -> str:
    total = judged.total()
    rest = [f"{judged[state]} {told}" for state, told in ((BAD, "blocked"), (OPEN, "unknown")) if judged[state]]
    if not rest:
        return f"all {total} destinations of {name} {_are(2, is_preview)} allowed"
    return f"of {total} destinations of {name} {judged[GOOD]} {_are(judged[GOOD], is_preview)} allowed, {_and(rest)}"


def _severities(one: Mapping[str, Any]) -> list[str]:
    found = Counter(str(finding.get("severity")) for finding in _findings(one))
    return [words.many(found[severity], severity) for severity in _SEVERITIES[:2] if found[severity]] or ["nothing bad"]


def _not_be(is_preview: bool) -> str:
    return "would not be" if is_preview else "is not"


def _are(count: int, is_preview: bool) -> str:
    return "would be" if is_preview else words.are(count)


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


# The causes


def _causes(clusters: Sequence[Mapping[str, Any]]) -> list[Cause]:
    """Each cause once, with the clusters that share it, the worst first."""
    labels, found = labels_of(clusters), dict[tuple[str, ...], list[Cause]]()
    for one in clusters:
        label = labels[str(one["id"])]
        for cause in _of(one, label if len(clusters) > 1 else ""):
            message = re.sub(rf"(?<![\w-]){re.escape(str(one.get('cluster')))}(?![\w-])", "", cause.message)
            found.setdefault((cause.severity, cause.code, message), []).append(cause)
    return _in_order(_shared(alike) for alike in found.values())


def _of(one: Mapping[str, Any], label: str) -> list[Cause]:
    """Those of a cluster, which has a label where it is not the only one."""
    failed, names = bool(one.get("failed")), (label,) if label else ()
    listed = _findings(one)
    if failed and kind_of(one) != Kind.LOCKDOWN:  # whose refusal is one of them, with a word to accept it
        listed = [finding for finding in listed if not str(one.get("msg")).startswith(str(finding.get("message")))]
    causes = [replace(_found(finding), clusters=names, failed=failed) for finding in listed]
    if failed and not _is_told_by_findings(one):
        subject, why = f"cluster {one.get('cluster')}", str(one.get("msg") or "No reason is known.")
        causes.insert(0, Cause("error", str(one.get("code") or ""), subject, why, "", names, failed))
    return causes


def _found(finding: Mapping[str, Any]) -> Cause:
    code, subject, message, remedy = (str(finding.get(name) or "") for name in ("code", "subject", "message", "remedy"))
    severity = str(finding.get("severity"))
    return Cause(severity if severity in _SEVERITIES else _SEVERITIES[-1], code, subject, message, remedy)


def _is_told_by_findings(one: Mapping[str, Any]) -> bool:
    return one.get("code") in _TOLD_BY_FINDINGS and bool(_findings(one))


def _findings(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those of the check, or of the gate, and those of the plan, each once."""
    check, plan = one.get("check") or {}, one.get("plan") or {}
    found = [*(check.get("findings") or ()), *(one.get("findings") or ()), *(plan.get("findings") or ())]
    return list({(finding.get("code"), finding.get("message")): finding for finding in found}.values())


def _shared(alike: Sequence[Cause]) -> Cause:
    names = dict.fromkeys(name for cause in alike for name in cause.clusters)
    return replace(alike[0], clusters=tuple(names), failed=any(cause.failed for cause in alike))


def _left(clusters: Sequence[Mapping[str, Any]]) -> list[str]:
    """What clusters have left in their networks, a line for each, so that an id can be copied."""
    told = []
    for one in (one for cluster in clusters for one in cluster.get("findings") or () if one.get("code") == _LEFT):
        what = f"This stays of cluster {one['subject']}."
        told += _wrapped(f"{what} {one['remedy']}")
        told += [f"{_MARGIN}({number}) {each}" for number, each in enumerate(one.get("concerns") or (), 1)]
    return told


def _drifted(causes: Iterable[Cause]) -> list[str]:
    """Files of an export that are not of today's plans, in a few lines: they may be why something is blocked."""
    stale: dict[str, dict[str, Cause]] = {}  # by what is to be done, then by what is said
    for cause in causes:
        stale.setdefault(cause.remedy, {})[cause.message] = cause
    return [line for alike in stale.values() for line in _block(_templates(list(alike.values())), _LONGEST)]


def _templates(alike: Sequence[Cause]) -> Cause:
    named = _some(list(dict.fromkeys(cause.subject for cause in alike)), "templates")
    return replace(alike[0], subject=named, clusters=(), stands_for_others=len(alike) > 1)


def _in_order(causes: Iterable[Cause]) -> list[Cause]:
    return sorted(causes, key=lambda cause: cause.rank)


def _coarse(causes: Iterable[Cause]) -> list[Cause]:
    """The causes of several clusters by their code alone: one of them stands for those like it."""
    found: dict[tuple[str, str], list[Cause]] = {}
    for cause in causes:
        found.setdefault((cause.severity, cause.code), []).append(cause)
    return _in_order(replace(_shared(alike), stands_for_others=len(alike) > 1) for alike in found.values())


def _told(causes: list[Cause], room: int, is_reported: bool) -> list[str]:
    """As many as fit, and how many are left out; what is only good to know is counted."""
    bad = [cause for cause in causes if cause.severity != "info"] or [cause for cause in causes if cause.failed]
    good = [cause for cause in causes if cause not in bad]
    blocks = _fitting(bad, room - bool(good))
    if len(blocks) < len(bad) and any(cause.clusters for cause in bad):
        bad = _coarse(bad)
        blocks = _fitting(bad, room - bool(good))
    told, left = [line for block in blocks for line in block], [*bad[len(blocks) :], *good]
    return [*told, _left_out(left, bool(told), is_reported)] if left else told


def _left_out(left: Sequence[Cause], is_more: bool, is_reported: bool) -> str:
    what = f"And {words.many(len(left), 'more finding')}" if is_more else words.many(len(left), "finding")
    worse = Counter(cause.severity for cause in left)
    listed = [words.many(worse[severity], severity) for severity in _SEVERITIES[:2] if worse[severity]]
    among = f", {_and(listed)} among them" if listed else " of severity info"
    of = among if worse.keys() != {"error"} else ""
    return f"{what}{of}{', see the report' if is_reported else ''}."


def _fitting(causes: Sequence[Cause], room: int) -> list[list[str]]:
    """The causes that fit, whole if all do, else each in a few lines, with a line left to say how many more there are.
    The first one always fits.
    """
    whole = [_block(cause, room) for cause in causes]
    if sum(map(len, whole)) <= room:
        return whole
    blocks: list[list[str]] = []
    for cause in causes:
        block = _block(cause, min(_LONGEST, room - 1))
        if sum(map(len, blocks)) + len(block) > room - 1:
            break
        blocks.append(block)
    return blocks if len(causes) > 1 else [_block(cause, room) for cause in causes]


def _block(cause: Cause, most: int) -> list[str]:
    """A cause with what to do about it, in at most so many lines."""
    who = _some(cause.clusters) if cause.clusters else cause.subject
    who = f"{who}, for instance" if cause.stands_for_others else who
    head = "  ".join(filter(None, (cause.severity, cause.code, who)))
    remedy = _cut(_wrapped(f"do: {cause.remedy}", _MARGIN, _DEEPER), max(most // 3, 1)) if cause.remedy else []
    return [*_cut(_wrapped(f"{head}: {cause.message}"), most - len(remedy)), *remedy]


def _some(names: Sequence[str], what: str = "clusters") -> str:
    if len(names) == 1:
        return names[0]
    return f"{len(names)} {what} ({', '.join(names[:_NAMES])}{_REST if len(names) > _NAMES else ''})"


# The end


def _ending(
    result: Mapping[str, Any], clusters: Sequence[Mapping[str, Any]], files: Sequence[str]
) -> Iterable[list[str]]:
    written = _written(result)
    if written or not _says_what_was_written(result, clusters):
        yield _cut(_wrapped(written or "Nothing was written."), 3)
    if result.get("mode") == Mode.PREVIEW and "plan_hash" in result and any(map(_is_planned, clusters)):
        yield _cut(_wrapped(_to_write(result, clusters)), 2)
    accepted = Counter(word for one in clusters for word in _accepted(one))
    if accepted:
        several = len(clusters) > 1
        risks = [f"{word} ({words.many(count, 'cluster')})" if several else word for word, count in accepted.items()]
        yield _cut(_wrapped(f"Accepted risks: {', '.join(risks)}"), 2)
    if result.get("plan_hash") and any(map(_is_planned, clusters)):
        yield _cut(_wrapped(f"Plan hash: {result['plan_hash']}"), 2)
    refused = any(one.get("failed") and one.get("pending") for one in clusters if kind_of(one) == Kind.RESTRICTION)
    more = ", the proposed lists with it" if refused else ""
    report = f"Report: {', '.join(files)}" if files else f"egress_report_path writes a report with all of it{more}."
    yield _cut(_wrapped(report), 3)


def _to_write(result: Mapping[str, Any], clusters: Sequence[Mapping[str, Any]]) -> str:
    """What a run of the same steps would write."""
    every = set[str]().union(*_STEPS.values())
    steps = set(result.get("steps") or every)
    steps = every if steps == {"plan"} else steps
    parts = dict.fromkeys(str(part) for one in clusters for part in one.get("pending") or ())
    told = [words.PARTS.get(part, part) for part in parts if steps & _STEPS.get(part, set())]
    return f"A run would write {_and(told)}." if told else "A run would write nothing."


def _written(result: Mapping[str, Any]) -> str:
    """What a run has written, and what it may have, a move first, which may not be cut off; empty where that is
    nothing.
    """
    found: dict[str, list[str]] = {"Written": [], "Taken back": [], "Sent, and may have taken effect": []}
    done, back, lost = found.values()
    for one in sorted(result.get("written") or (), key=lambda one: one.get("part") != _NETWORK):
        told = f"{_PARTS.get(str(one.get('part')), str(one.get('part')))} {one.get('resource')}"
        fate = back if one.get("taken_back") else done if one.get("certain", True) else lost
        if told not in fate or one.get("part") != _ACCESS:  # which may take two writes
            fate.append(told)
    return " ".join(f"{what}: {_resources(described)}." for what, described in found.items() if described)


def _says_what_was_written(result: Mapping[str, Any], clusters: Sequence[Mapping[str, Any]]) -> bool:
    """True for what writes nothing, and where the only failure says so already."""
    told = [one for one in clusters if one.get("failed") and not _is_told_by_findings(one)]
    return result.get("mode") == Mode.PREVIEW or len(told) == len(clusters) == 1


def _resources(described: Sequence[str]) -> str:
    rest = len(described) - _RESOURCES
    return f"{', '.join(described[:_RESOURCES])}{f' and {rest} more' if rest > 0 else ''}"


def _accepted(one: Mapping[str, Any]) -> Iterable[str]:
    """The words of the risks that were met and accepted."""
    return dict.fromkeys(str(risk["word"]) for risk in one.get("accepted") or ())


# Lines


def _columns(line: str) -> int:
    """How wide a line is between the quotes of a list, where quotes are escaped; some letters are two columns wide."""
    escaped = line.count('"') + line.count("\\")
    wide = 0 if line.isascii() else sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
    return len(line) + escaped + wide


def _wrapped(text: str, first: str = "", others: str = _MARGIN) -> list[str]:
    """The text in lines, with a margin before the first and one before the others. What follows LINES full lines is not
    looked at.
    """
    found, line = [], first
    for word in printable(text)[: LINES * COLUMNS].rstrip().split(" "):
        longer = f"{line}{'' if line in (first, others) else ' '}{word}"
        if _columns(longer) > COLUMNS and line not in (first, others):
            found.append(line)
            longer = f"{others}{word}"
        while len(kept := _kept(longer)) < len(longer):
            found.append(kept)
            longer = f"{others}{longer[len(kept) :]}"
        line = longer
    return [*found, line]


def _kept(line: str, columns: int = COLUMNS) -> str:
    """As much of the beginning of a line as takes so many columns."""
    kept = line[:columns]
    while _columns(kept) > columns:
        kept = kept[:-1]
    return kept


def _cut(found: list[str], most: int) -> list[str]:
    """At most so many lines; where some are left out, the last one says so."""
    if len(found) <= most:
        return found
    return [*found[: most - 1], _shortened(found[most - 1], is_cut=True)]


def _shortened(line: str, *, is_cut: bool = False) -> str:
    """A line within COLUMNS, with a mark where something of it, or after it, is left out."""
    told = printable(line)
    if not is_cut and _columns(told) <= COLUMNS:
        return told
    return f"{_kept(told, COLUMNS - len(_REST))}{_REST}"
