# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file of templates says of itself, read as each language writes it and never guessed at: the plan hash, and the
clusters that it is about; and how its name ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..values import json_texts
from ..values.resource_ids import ResourceId

# Members of a template's metadata. Terraform's files have comments instead: with a blank, as no prefix of a name has.
HASH, OF_CLUSTERS = "planHash", "clusters"
COMMENTS: Mapping[str, str] = {HASH: "plan hash", OF_CLUSTERS: "for clusters"}
# The endings of the files of each language.
ENDINGS: Mapping[str, str] = {"arm": "json", "bicep": "bicep", "terraform": "tf"}
# At the beginning of a line, where nothing of anybody's text can be: that is in strings and comments, in one line each.
_LINES = {
    name: re.compile(rf"^(?:# {comment}: (.+)|metadata {name} = '([^']+)')$", re.MULTILINE)
    for name, comment in COMMENTS.items()
}
_HASH = re.compile(r"[0-9a-f]{64}")
_BETWEEN = ", "


def named(clusters: Iterable[ResourceId]) -> str:
    """Return the clusters as every language has them: no id has a comma, a quote or the end of a line in it."""
    return _BETWEEN.join(map(str, clusters))


def plan_hash(text: str) -> str | None:
    """Return the plan hash of a file of Terraform, Bicep or ARM; None where it has none, or more than one."""
    found = _mark(text, HASH)
    return found if _HASH.fullmatch(found) else None


def clusters(text: str) -> tuple[str, ...]:
    """Return the ids of the clusters that such a file is about, as they stand there; none where it does not say so."""
    return tuple(one for one in _mark(text, OF_CLUSTERS).split(_BETWEEN) if one)


def _mark(text: str, name: str) -> str:
    """A mark, whatever a checkout has made of the ends of lines; empty where there is none, or more than one."""
    plain = "\n".join(text.removeprefix("\ufeff").splitlines())
    if plain.lstrip().startswith("{"):
        return _of_json(plain, name)
    found = [terraform or bicep for terraform, bicep in _LINES[name].findall(plain)]
    return found[0] if len(found) == 1 else ""


def _of_json(text: str, name: str) -> str:
    """That of a template is among its metadata, that of a fragment beside its parts."""
    try:
        document = json_texts.parsed(text)
    except ValueError:
        return ""
    if not isinstance(document, Mapping):
        return ""
    within = document.get("metadata", document)
    found = within.get(name) if isinstance(within, Mapping) else None
    return found if isinstance(found, str) else ""
