# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about what a cluster reads by its own configuration: what of it could not be read, and what nobody can."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents import text
from ..needs.data_sources import DataSources, SourceKind, Told
from .findings import Finding

RIGHTS = (
    "Give the login the right to read the cluster's databases with their data connections, and the resources that are"
    " named"
)
_REGIONS = "the names of its regions where the account itself is listed"


def _to_be_known(known: DataSources) -> str:
    """What to do about gaps: what the user lists lacks names that no right shows."""
    listed = {one.told_by for one in known.sources if one.gap and one.kind == SourceKind.USE}
    if not listed:
        return f"{RIGHTS}."
    return f"List {_REGIONS}." if listed >= set(known.gaps) else f"{RIGHTS}, and list {_REGIONS}."


def findings(known: DataSources | None, cluster: str) -> Iterator[Finding]:
    """What a person should know of the data sources; nothing where nobody asked for them."""
    if known is None:
        return
    if known.gaps:
        reasons = text.some(dict.fromkeys(known.gaps.values()), 2, "; ")
        yield Finding(
            "unread_sources",
            cluster,
            f"What cluster {cluster} reads from is not known in full. {reasons}.",
            _to_be_known(known),
            tuple(known.gaps),
        )
    derived = known.of(Told.DERIVED)
    if derived:
        why = dict.fromkeys(one.note.partition(":")[0] for one in derived if one.note)
        names = dict.fromkeys(str(one.fqdn) for source in derived for one in source.dependencies)
        yield Finding(
            "derived_names",
            cluster,
            f"The names {text.some(names)} follow from resource ids and may be others. {text.some(why, 2, '; ')}.",
            "Give the login read rights on these resources.",
            tuple(dict.fromkeys(f"{one.fqdn}:{one.port}" for source in derived for one in source.dependencies)),
        )
    for source in known.sources:
        if source.is_gone and source.resource:
            yield Finding(
                "deleted_source",
                source.told_by,
                f"There is no {source.resource.described()} any more, and {source.told_by} names it.",
                "Delete what names it, or restore the resource; no rule is made for it.",
            )
    if not known.are_uses_told:
        yield Finding(
            "unlisted_uses",
            cluster,
            f"What queries, external tables and exports of cluster {cluster} use is in no document of Azure, and so no"
            " part of this answer.",
            "List it in O(uses); an empty list says that they use nothing.",
        )
