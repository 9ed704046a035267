# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV and JSON for everything else: every entry in columns that stay."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from . import common
from .common import Export, Loss, Request
from .entries import Entry

COLUMNS = ("use", "kind", "destination", "port", "protocol", "category", "source", "unexpressed")


def as_csv(known: Sequence[Entry], _request: Request) -> Export:
    """Write one row per entry; a service tag without its prefixes says so in the last column."""
    _kept, lost = _tell(known)
    reasons = {loss.entry: loss.reason for loss in lost}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in known:
        writer.writerow((*entry.as_option().values(), reasons.get(entry, "")))
    return Export(text.getvalue(), lost)


def as_json(known: Sequence[Entry], request: Request) -> Export:
    """Write an object with `entries` and `unexpressed`."""
    kept, lost = _tell(known)
    document = {
        "name": request.name,
        "service_tags": request.tags,
        "entries": [entry.as_option() for entry in kept],
        "unexpressed": [loss.as_option() for loss in lost],
    }
    return Export(json.dumps(document, indent=2) + "\n", lost)


def _tell(known: Sequence[Entry]) -> tuple[list[Entry], tuple[Loss, ...]]:
    return common.split(known, lambda _entry: None)
