# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters that restrict their outbound access themselves, in the states that sentences are about."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.others import edit

REGION, DATABASE = "West US", "telemetry"
LAKE, BUS = "lake.blob.core.windows.net", "evhns-telemetry.servicebus.windows.net"
USES = [{"type": "external_data", "uri": f"https://{LAKE}/clicks"}]
OTHER = {"calloutType": "sql", "calloutUriRegex": r"theirs\.database\.windows\.net/?$", "outboundAccess": "Allow"}


def plain(_run: Any, _emulator: Any) -> None:
    """A cluster in no network of ours, which reads from nothing and is open."""


def reading(_run: Any, emulator: Any) -> None:
    """The same with a data connection."""
    for id_, document in (
        data_sources.database(OTHER_CLUSTER_ID, DATABASE, REGION),
        data_sources.event_hub_connection(OTHER_CLUSTER_ID, DATABASE, "from-hub", data_sources.NAMESPACE_ID),
        data_sources.namespace(data_sources.NAMESPACE_ID, REGION),
    ):
        emulator.seed(id_, document)


def restricted(_run: Any, emulator: Any) -> None:
    """The same, restricted already, with an entry that nobody here gave."""
    reading(_run, emulator)
    having(emulator, allowedFqdnList=["theirs.example.com"])


def by_policies(_run: Any, emulator: Any) -> None:
    """Restricted already, with a policy that nobody here gave."""
    having(emulator, calloutPolicies=[OTHER])


def by_names(_run: Any, emulator: Any) -> None:
    """Restricted already, with a name that nobody here gave."""
    having(emulator, allowedFqdnList=["theirs.example.com"])


def having(emulator: Any, **members: Any) -> None:
    """Somebody has restricted access, with these lists."""
    edit(emulator, OTHER_CLUSTER_ID, lambda told: told.update({"restrictOutboundNetworkAccess": "Enabled", **members}))


def unlisted(_run: Any, emulator: Any) -> None:
    """The login may not list the policies in force."""
    emulator.deny(".*/listCalloutPolicies$")


def outside(_run: Any, emulator: Any) -> None:
    """A policy is in force that somebody has made by a command."""
    emulator.switch(callouts_by_command=[(OTHER["calloutUriRegex"], "sql", "Allow")])


def refusing(_run: Any, emulator: Any) -> None:
    """Azure takes no list in the place of another in one write."""
    by_policies(_run, emulator)
    emulator.switch(empty_callouts_beside_fqdns="set")
