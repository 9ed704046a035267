# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every name a cluster was documented or seen to need."""

from __future__ import annotations

import json
from pathlib import Path

from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies, documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import Dependency
from ansible_collections.adx.outbound.tests.emulator.worlds import dependency_answer

# Beside the checkout where it is; the emulator's answer has the same oddities and is always there.
RECORDING = Path(__file__).resolve().parents[3].parent / "shared" / "recordings" / "kusto_outbound_dependencies.json"


def needed() -> tuple[Dependency, ...]:
    """Documented in any edition, answered by the emulator, and recorded where the recording is at hand."""
    known = [documented.requirements("West US", edition).dependencies for edition in documented.editions()]
    answers = [dependency_answer.build("/subscriptions/s/clusters/telemetry", "West US")[1]["value"]]
    if RECORDING.is_file():
        calls = json.loads(RECORDING.read_text(encoding="utf-8"))
        answers += [call["response_body"]["value"] for call in calls if "value" in (call["response_body"] or {})]
    return dependencies.union(*known, *(dependencies.from_answer(answer, "telemetry") for answer in answers))
