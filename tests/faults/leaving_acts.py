# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Acts by which clusters leave their networks: what each begins with, and what is asked of all.

Whoever may come in at public names is in the end who is asked for, and until then nobody who could not before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.adx.outbound.tests.emulator.dataplane import exposure
from ansible_collections.adx.outbound.tests.emulator.worlds import leaving

NETWORK, ACCESS, RANGES = MEMBERS = "virtualNetworkConfiguration", "publicNetworkAccess", "allowedIpRangeList"
ENABLED, DISABLED = "Enabled", "Disabled"
OFFICE = "203.0.113.0/24"
_CLOSED: dict[str, Any] = {"public_network_access": "disabled", "uses": []}
_OFFICE = {**_CLOSED, "public_network_access": "enabled", "allowed_ip_ranges": [OFFICE]}
_EVERYBODY = {**_OFFICE, "allowed_ip_ranges": [], "accept": ["open_to_all"]}


@dataclass(frozen=True)
class Act:
    """A name, the clusters in the order of the option, the options of all, and what of their world is changed."""

    name: str
    names: tuple[str, ...] = leaving.NAMES
    options: dict[str, Any] = field(default_factory=lambda: dict(_CLOSED))
    world: dict[str, Any] = field(default_factory=dict)
    module: str = "cluster_network_exit"

    def ids(self) -> list[str]:
        """The ids of the clusters."""
        return [leaving.CLUSTER_IDS[name] for name in self.names]

    def call(self) -> dict[str, Any]:
        """The options of the call."""
        return {"clusters": self.ids(), **self.options}

    def reset(self, emulator: Any, **switches: Any) -> None:
        """Make the world anew."""
        emulator.reset("leaving", switches=switches, **self.world)
        emulator.clear_log()

    @property
    def asked(self) -> tuple[str, list[str] | None]:
        """Public access and the ranges that it has in the end, None where those stay."""
        return self.options["public_network_access"].capitalize(), self.options.get("allowed_ip_ranges")

    @property
    def exposed(self) -> exposure.Exposure:
        """Who may come in in the end."""
        access, ranges = self.asked
        if access == DISABLED:
            return exposure.NOBODY
        return exposure.listed(ranges) if ranges else exposure.EVERYBODY

    def __str__(self) -> str:
        return self.name


def _gone(**more: Any) -> dict[str, Any]:
    """Clusters that have left, and what else holds for them."""
    return {"every": {"state": DISABLED, **more}}


_ONE = leaving.NAMES[:1]
ACTS = {
    one.name: one
    for one in (
        Act("leave"),
        Act("leave for an office", options=_OFFICE),
        Act("one leaves", _ONE),
        Act("one leaves for an office", _ONE, _OFFICE, {"every": {"state": None}}),
        Act("one leaves for everybody", _ONE, _EVERYBODY),
        Act("two of three leave", world={leaving.NAMES[1]: {"own_endpoint": None}}),
        Act("close after leaving", world=_gone()),
        Act("let an office in after leaving", _ONE, _OFFICE, _gone(public=DISABLED)),
        Act("have left", world=_gone(public=DISABLED)),
    )
}
