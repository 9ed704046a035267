# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An IP group, which rules name in the place of addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..values import change


@dataclass(frozen=True)
class IpGroup:
    """Its addresses, prefixes and ranges. Those of one whose last change failed or goes on may not be in force."""

    addresses: tuple[str, ...]
    state: str = "Succeeded"

    @property
    def is_settled(self) -> bool:
        """True when its last change ended well."""
        return self.state.lower() == "succeeded"


def from_arm(document: Mapping[str, Any]) -> IpGroup:
    """The group that a document shows."""
    written = (document.get("properties") or {}).get("ipAddresses") or ()
    return IpGroup(tuple(map(str, written)), change.state_of(document))
