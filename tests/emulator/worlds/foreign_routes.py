# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The route table of the spoke, before any of our routes: other people's routes and no default route."""

from __future__ import annotations

from . import ids


def table(region, appliance):
    return {
        "location": ids.normal(region),
        "tags": {"owner": "network-team"},
        "properties": {
            "disableBgpRoutePropagation": True,
            "routes": [
                _route("to-head-office", "10.50.0.0/16", "VirtualAppliance", nextHopIpAddress=appliance),
                _route("to-partner", "198.51.100.0/25", "Internet", reviewHint={"due": "2027-01"}),
                _route("black-hole", "203.0.113.128/25", "None"),
                _route("Keep-Spoke-LOCAL", "10.20.0.0/16", "VnetLocal"),
            ],
            "summaryHint": {"group": "spokes"},  # unknown to everybody here, as is reviewHint
        },
    }


def _route(name, prefix, hop, **more):
    return {"name": name, "properties": {"addressPrefix": prefix, "nextHopType": hop, **more}}
