# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan hash and the clusters that stand in a file, read as each language writes them, and never guessed at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..values import json_texts
from ..values.resource_ids import ResourceId

HASH, OF_CLUSTERS = "planHash", "clusters"  # members of a template's metadata; Terraform has comments instead
# At the beginning of a line, where nothing of anybody's text can be: that is in strings and comments, in one line each.
_LINES = {
    name: re.compile(rf"^(?:# {name}: (.+)|metadata {name} = '([^']+)')$", re.MULTILINE) for name in (HASH, OF_CLUSTERS)
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
    if text.lstrip().startswith("{"):
        return _of_json(text, name)
    found = [terraform or bicep for terraform, bicep in _LINES[name].findall(text)]
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
