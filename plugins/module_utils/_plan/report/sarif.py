# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as SARIF 2.1.0, for what keeps track of findings from run to run, such as code scanning of a forge.

It is made from the report as data. A result is a cause, and the same cause has the same fingerprint in every run.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..check.catalogue import CATALOGUE, Severity
from ..values import resource_ids
from ..values.printable import printable
from ..values.refusal_codes import CODES
from ..values.words import begun
from .data import GENERATOR, Data, Result

SARIF_VERSION = "2.1.0"
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FORGE = "https://github.com/adx-outbound/adx.outbound"
FINDINGS_PAGE = f"{FORGE}/blob/main/docs/check.md"
REFUSALS_PAGE = f"{FORGE}/blob/main/docs/troubleshooting.md"
SOMEWHERE = "egress.sarif"  # the file that results are shown at where none was named
MOST_RESULTS = 25_000  # GitHub refuses a file with more ("SARIF results exceed one or more limits")

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_WORST_FIRST = tuple(_LEVELS.values())
_FAILED = "failed"  # the rule of a failure without a code
_MORE = re.compile(r" and \d+ more$")  # how a list ends that is cut
_MARKUP = re.compile(r"\b[OV]\(([^)]*)\)")  # options and values, as Ansible marks them
_EXPLAINED = "check_failed"  # its findings are results themselves
# GitHub compares results by this one alone. What it is made of is up to the tool.
_FINGERPRINT = "primaryLocationLineHash"
# GitHub asks for a region, and the findings are about Azure: so it is the beginning of the file.
_BEGINNING = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}


@dataclass(frozen=True)
class Alert:
    """What a result is about. `number` tells it from others of the same code that lie in the same subject, and
    `accepted` is the sentence of the risk that somebody accepts with the word that is its code.
    """

    cluster: str
    firewall: str
    code: str
    level: str
    subject: str
    message: str
    remedy: str = ""
    concerns: tuple[str, ...] = ()
    accepted: str = ""
    number: int = 1

    @property
    def fingerprint(self) -> str:
        """The same as long as the cause is: made of what it is and of whose it is, never of when or how many."""
        subject = _MORE.sub("", self.subject)
        parts = [self.code, resource_ids.key(self.cluster), resource_ids.key(self.firewall), subject]
        return f"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]}:{self.number}"


def document(report: Result, location: str = "") -> Data:
    """Return a report as data in the shape of SARIF; `location` is the file that its results are shown at, as a path
    from the root of a repository.
    """
    causes = sorted(_causes(report["clusters"]), key=_rank)
    kept, left_out = causes[:MOST_RESULTS], len(causes) - MOST_RESULTS
    rules = sorted({one.code for one in kept})
    run = {
        "tool": {"driver": _driver(report["generator"]["version"], rules)},
        "invocations": [_invocation(report, max(left_out, 0))],
        "results": [_result(one, rules.index(one.code), _uri(location)) for one in kept],
        "properties": {"mode": report["mode"], "plan_hash": report["plan_hash"]},
    }
    return {"$schema": SARIF_SCHEMA, "version": SARIF_VERSION, "runs": [run]}


def _rank(one: Alert) -> tuple[Any, ...]:
    """The worst first, then by whose it is; those of one cluster stay in one order, however they were found."""
    return _WORST_FIRST.index(one.level), resource_ids.key(one.cluster), one.code, one.subject, one.number


def _causes(clusters: Iterable[Result]) -> Iterator[Alert]:
    for cluster in clusters:
        yield from _numbered([*_found(cluster), *_accepted(cluster), *_failure(cluster)])


def _found(cluster: Result) -> Iterator[Alert]:
    accepted: dict[str, str] = {}
    for one in cluster["accepted"]:
        accepted[one["word"]] = f"{accepted.get(one['word'], '')} {one['sentence']}".strip()
    for one in cluster["findings"]:
        yield Alert(
            *_whose(cluster),
            code=one["code"],
            level=_LEVELS[Severity(one["severity"])],
            subject=one["subject"],
            message=one["message"],
            remedy=one["remedy"],
            concerns=tuple(one["concerns"]),
            accepted=accepted.get(one["code"], ""),
        )


def _accepted(cluster: Result) -> Iterator[Alert]:
    """The accepted risks that no finding tells of."""
    told = {one["code"] for one in cluster["findings"]}
    for one in cluster["accepted"]:
        if one["word"] not in told:
            sentence = one["sentence"]
            yield Alert(*_whose(cluster), one["word"], "warning", cluster["name"], sentence, accepted=sentence)


def _failure(cluster: Result) -> Iterator[Alert]:
    failure = cluster["failure"]
    if failure and failure["code"] != _EXPLAINED:
        code = printable(failure["code"] or _FAILED)  # which Azure may have given
        yield Alert(*_whose(cluster), code, "error", cluster["name"], failure["message"])


def _whose(cluster: Result) -> tuple[str, str]:
    return cluster["id"], (cluster["firewall"] or {}).get("id") or ""


def _numbered(causes: Iterable[Alert]) -> Iterator[Alert]:
    """Those of one code in one subject are told apart by what they say, without the numbers in it."""
    alike: dict[tuple[str, str], list[Alert]] = defaultdict(list)
    for one in causes:
        alike[one.code, one.subject].append(one)
    for several in alike.values():
        several.sort(key=lambda one: (re.sub(r"\d+", "", one.message), one.message))
        for number, one in enumerate(several, 1):
            yield replace(one, number=number)


def _result(one: Alert, rule: int, uri: str) -> Data:
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.level,
        "message": {"text": _plain(f"{one.message} {one.remedy}".strip())},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": uri}, "region": dict(_BEGINNING)},
                "logicalLocations": [{"fullyQualifiedName": one.cluster, "kind": "resource"}],
            }
        ],
        "partialFingerprints": {_FINGERPRINT: one.fingerprint},
        "suppressions": [_suppression(one)] if one.accepted else [],
        "properties": {"subject": printable(one.subject), "concerns": [printable(each) for each in one.concerns]},
    }


def _suppression(one: Alert) -> Data:
    """It was accepted by an option, which lies outside of what was looked at."""
    why = f"Accepted with the word {one.code}: {one.accepted}"
    return {"kind": "external", "status": "accepted", "justification": printable(why)}


def _driver(version: str | None, rules: Iterable[str]) -> Data:
    known = {"version": version, "semanticVersion": version} if version else {}
    return {"name": GENERATOR, **known, "informationUri": FORGE, "rules": [_rule(code) for code in rules]}


def _rule(code: str) -> Data:
    """A finding, a refusal or, with a code that is none of ours, an answer of Azure."""
    entry = CATALOGUE.get(code)
    if entry:
        says, level, page = entry.says, _LEVELS[entry.severity], f"{FINDINGS_PAGE}#{code}"
        more = f"Where the cause lies: {entry.area}."
    else:
        says, level = CODES.get(code) or _foreign(code), "error"
        page = f"{REFUSALS_PAGE}#{code}" if code in CODES else REFUSALS_PAGE
        more = "The run was refused for this, or somebody has accepted it as a risk." if code in CODES else ""
    sentence = _described(says)
    return {
        "id": code,
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": f"{sentence} {more}".strip()},
        "help": {"text": f"{sentence} Each result says what to do. More: {page}"},
        "helpUri": page,
        "defaultConfiguration": {"level": level},
    }


def _foreign(code: str) -> str:
    return "the run failed for a cluster" if code == _FAILED else f"the run failed with the code {code}"


def _described(says: str) -> str:
    """A line of our tables as a sentence of plain text."""
    bare = _MARKUP.sub(r"\1", says).replace("`", "")
    return _plain(f"{begun(bare).rstrip('.')}.")


def _invocation(report: Result, left_out: int) -> Data:
    failures = [(cluster["name"], cluster["failure"]) for cluster in report["clusters"] if cluster["failure"]]
    told = [_notification("error", f"Cluster {name}: {one['message']}", one["code"]) for name, one in failures]
    if left_out:
        told.append(_notification("warning", f"{left_out} results are left out, the least severe ones.", None))
    when = {"endTimeUtc": report["generated_at"]} if report["generated_at"] else {}
    return {"executionSuccessful": not failures, **when, "toolExecutionNotifications": told}


def _notification(level: str, text: str, code: str | None) -> Data:
    descriptor = {"descriptor": {"id": printable(code)}} if code else {}
    return {"level": level, "message": {"text": _plain(text)}, **descriptor}


def _plain(text: str) -> str:
    """The text as one of SARIF that has neither links nor places to be filled in, whatever somebody wrote into it.

    A link is `[text](target)` also in plain text, and braces are doubled (SARIF 2.1.0, 3.11.5 and 3.11.6).
    """
    return printable(text).replace("](", "] (").replace("{", "{{").replace("}", "}}")


def _uri(path: str) -> str:
    """A path as a relative reference; that of a file which lies outside of the repository is its name alone."""
    segments = [each for each in path.split("/") if each not in ("", ".")]
    is_outside = path.startswith("/") or ".." in segments
    inside = [each for each in (segments[-1:] if is_outside else segments) if each != ".."]
    return "".join(map(_encoded, "/".join(inside))) or SOMEWHERE


def _encoded(letter: str) -> str:
    """A letter of a path as a URI has it: what could mean anything else there in percent."""
    is_plain = letter.isascii() and (letter.isalnum() or letter in "-._~/")
    return letter if is_plain else "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "replace"))
