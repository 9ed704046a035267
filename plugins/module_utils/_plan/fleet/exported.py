# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the files of an export are of today's plans, as findings: one for each file that is not, or may not be.

What a file has for a plan is its plan hash and nothing else: whoever edits the rest has another file with the same
hash, and whether that, or anything, was applied is what the check itself says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..check.findings import Finding
from ..documents import subnets
from ..templates import marks
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.printable import printable
from ..values.resource_ids import ResourceId
from ..values.words import plain
from . import gates, worked_out
from .fleet import Asked, Member, Members
from .gates import Checked

if TYPE_CHECKING:
    from ..templates.rendered import File

_EXPORT = (
    "Run the playbook export with the variables of this check and review what changes; apply the rules, check, and only"
    " then apply the routes."
)
_LET_READ = "Let the check read the files as an export has written them, or export them anew."
_LEFT = (
    "Do not deploy it again. What it has is in another file now, or in none: only what no file has any more is taken"
    " away, routes before rules. Delete it then."
)
# Whatever its prefix was: that of an earlier export may have been another one.
_NAMED = {
    language: re.compile(rf".+-(?:rules|routes)-.+_[0-9a-f]{{8}}\.(?:fragment\.)?{ending}")
    for language, ending in marks.ENDINGS.items()
}


@dataclass(frozen=True)
class Folder:
    """What stands in the folder of an export: the texts of its files, and why some of them could not be read, each by
    its name. `why` is there where the folder itself could not be.
    """

    language: str
    name: str
    path: str
    texts: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    why: str = ""

    def called(self, file: str) -> str:
        """A file of it, for messages."""
        return printable(f"{self.path.rstrip('/')}/{file}")


def is_named_so(file: str, language: str) -> bool:
    """True for a file of rules or routes that an export in a language may have written, by its name."""
    return bool(_NAMED[language].fullmatch(file))


@dataclass(frozen=True)
class Today:
    """The plans of today; `why` says why there are not all of them, and `unread` which tables were not read, by their
    keys.
    """

    members: Members
    unread: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


def today(checks: Mapping[str, tuple[Checked | None, Asked]], why: str = "") -> Today:
    """The plans of today by what a check has read of each cluster. A table that the user names and the subnet does not
    have was not read.
    """
    members: dict[str, Member] = {}
    unread: dict[str, str] = {}
    for name, (check, asked) in checks.items():
        if check is None:
            why = why or f"{asked.cluster.described()} could not be checked"
            continue
        members[name] = check.member
        try:
            members[name] = gates.planned_anew(check, asked)
        except PlanError as error:
            why = why or f"{asked.cluster.described()} cannot be planned: {str(error).rstrip('.')}"
        table = asked.route_table
        if table and not resource_ids.same(subnets.route_table_id(check.found.subnet), table):
            unread[resource_ids.key(table)] = f"{table.described()} is not that of the subnet, and so was not read"
    return Today(members, unread, why)


def findings(folders: Iterable[Folder], today: Today) -> dict[str, tuple[Finding, ...]]:
    """Return what each cluster is told of the files that are about it."""
    found: dict[str, list[Finding]] = {name: [] for name in today.members}
    for folder in folders:
        for finding, about in _of_folder(folder, today):
            for name, member in today.members.items():
                if about is None or _shares(member, about):
                    found[name].append(finding)
    return {name: tuple(told) for name, told in found.items()}


def _of_folder(folder: Folder, today: Today) -> Iterator[tuple[Finding, ResourceId | None]]:
    """Each finding, and the resource that it is about, None for all."""
    from ..templates.rendered import rendered  # which most runs have no use for

    why = folder.why or today.why
    if why:
        yield _unknown(folder.path, why), None
        return
    told = worked_out.of(today.members)
    plans = [plain({**one.plan.as_option(), "as_written": told.get(name)}) for name, one in today.members.items()]
    try:
        files = rendered(plans, folder.language, name=folder.name).files
    except PlanError as error:
        yield _unknown(folder.path, f"today's plan gives no file: {str(error).rstrip('.')}"), None
        return
    for file in files:
        if file.resource and (finding := _of_file(folder, file, today.unread.get(resource_ids.key(file.resource), ""))):
            yield finding, file.resource
    wanted = {file.name for file in files}
    for name in sorted(set(folder.texts) - wanted):
        if is_named_so(name, folder.language) and marks.plan_hash(folder.texts[name]):
            message = f"Template {folder.called(name)} is none that today's plans give."
            yield Finding("template_drift", name, message, _LEFT), None


def _of_file(folder: Folder, file: File, unread: str) -> Finding | None:
    called = folder.called(file.name)
    if unread or file.name in folder.unread:
        return _unknown(called, unread or folder.unread[file.name], file.name)
    described = file.resource.described() if file.resource else ""
    if file.name not in folder.texts:
        message = f"Template {called}, which today's plan for {described} gives, is not there."
        return Finding("template_drift", file.name, message, _EXPORT)
    found = marks.plan_hash(folder.texts[file.name])
    if found is None:
        return _unknown(called, "it has no plan hash, or more than one", file.name)
    if found == file.plan_hash:
        return None
    message = f"Template {called} is not of today's plan for {described}: its plan hash is another one."
    return Finding("template_drift", file.name, message, _EXPORT)


def _unknown(called: str, why: str, subject: str = "") -> Finding:
    told = f"Whether template {printable(called)} is of today's plan is unknown: {why}."
    return Finding("unread_template", printable(subject or called), told, _LET_READ)


def _shares(member: Member, about: ResourceId) -> bool:
    landscape = member.plan.landscape
    own = (landscape.rules_id.outermost if landscape.rules_id else None, landscape.table_id)
    return any(id_ is not None and resource_ids.same(id_, about) for id_ in own)
