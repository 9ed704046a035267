# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which clusters take a write, and which refusal the others get."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import readiness
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from . import drawn


def having(**members):
    document = drawn.document("Disabled", [])
    document["properties"] |= members
    return document


def refused(words):
    return pytest.raises(PlanError, match=words) if words else nullcontext()


@pytest.mark.parametrize(
    ("state", "provisioning", "words"),
    [
        ("Running", "Succeeded", ""),
        ("running", "Succeeded", ""),
        ("", "Succeeded", ""),  # one that does not say it
        ("Updating", "Running", ""),  # it is waited for
        ("Stopped", "Succeeded", "is in state Stopped.*start it first"),
        ("Unavailable", "Succeeded", "is in state Unavailable"),
    ],
)
def test_a_cluster_that_is_not_running_and_not_on_its_way_takes_no_write(state, provisioning, words):
    document = having(state=state, provisioningState=provisioning)
    with refused(words):
        readiness.require_running(clusters.from_arm(document), document)


@pytest.mark.parametrize(("state", "words"), [("Failed", "last change .* failed"), ("Canceled", "failed"), (None, "")])
def test_nothing_is_written_on_top_of_a_change_that_failed(state, words):
    with refused(words):
        readiness.require_not_failed(drawn.id_of(), having(provisioningState=state))


@pytest.mark.parametrize(
    ("version", "words"),
    [("", ""), ("2025-02-14", ""), ("2024-04-13", ""), ("2023-08-15", "by api-version 2023")],
)
def test_what_is_shown_by_a_version_that_knows_no_policies_is_not_replaced(version, words):
    with refused(words):
        readiness.require_shown(drawn.id_of(), version)
