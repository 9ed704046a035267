# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small report of an earlier run, as the filter makes it, and ways to write another one into it."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.baseline import reading
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import data
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report.results import (
    GOOD,
    QUESTION,
    checked,
)

WHEN, EARLIER = "2026-11-29T21:00:00Z", "2026-11-01T21:00:00Z"
REPORT: dict[str, Any] = json.loads(json.dumps(data.document(checked(), when=WHEN)))


def report(change=None, **members):
    """A copy with other members; `change` edits its cluster in place."""
    document = deepcopy({**REPORT, **members})
    if change:
        change(document["clusters"][0])
    return document


def before(change=None):
    """What it has of the cluster."""
    found = reading.read(report(change)).of(world.CLUSTER)
    assert isinstance(found, reading.Before), found
    return found


def judged(question=QUESTION, **changes):
    """What a check judges in surroundings of which these are others, with these."""
    landscape = replace(GOOD, **changes)
    return check(question, landscape).dependencies, landscape
