# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV and JSON for everything else: every entry in columns that stay."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from . import common
from .common import Export, Share, Split

_COLUMNS = ("use", "kind", "destination", "port", "protocol", "category", "source", "unexpressed")
OF_A_CLUSTER = ("cluster", "source_addresses")  # where a file is about several


def as_csv(shares: Sequence[Share], _name: str) -> Export:
    """Write one row per entry; a service tag without its prefixes says so in the column before those of the cluster."""
    splits = _tell(shares)
    reasons = {(loss.cluster, loss.entry): loss.reason for loss in common.lost(splits)}
    is_many = any(share.request.cluster for share in shares)
    rows: list[Sequence[object]] = [(*_COLUMNS, *OF_A_CLUSTER) if is_many else _COLUMNS]
    for share in shares:
        cluster = share.request.cluster
        whose = (cluster, " ".join(share.request.sources)) if is_many else ()
        for entry in share.known:
            rows.append((*entry.as_option().values(), reasons.get((cluster, entry), ""), *whose))
    return Export(common.table(rows), common.lost(splits))


def as_json(shares: Sequence[Share], name: str) -> Export:
    """Write an object with `entries` and `unexpressed`, or with these for each of `clusters`."""
    splits = _tell(shares)
    head = {"name": name, "service_tags": splits[0].request.tags}
    told = [_told(one) for one in splits]
    many = {
        "clusters": [
            {"name": one.request.name, "source_addresses": list(one.request.sources), **of}
            for one, of in zip(splits, told, strict=True)
        ]
    }
    document = {**head, **(many if splits[0].request.cluster else told[0])}
    return Export(json.dumps(document, indent=2) + "\n", common.lost(splits))


def _told(one: Split) -> dict[str, Any]:
    return {
        "entries": [entry.as_option() for entry in one.kept],
        "unexpressed": [loss.as_option() for loss in one.lost],
    }


def _tell(shares: Sequence[Share]) -> list[Split]:
    return common.split(shares, lambda _entry, _request: None)
