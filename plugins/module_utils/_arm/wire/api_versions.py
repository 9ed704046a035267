# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The api-version of each resource type: one table, whatever the SDK at hand prefers.

GET and PUT use the same one. The newest is preferred: a full PUT with an old version may drop properties
that only a newer one knows.
"""

from __future__ import annotations

import re

from ..._plan.values.errors import PlanError

_NETWORK = "2026-03-01"  # newest both azure-mgmt-network 28.0.0 and 33.1.0 were tried with
_KUSTO = "2025-02-14"  # newest in azure-mgmt-kusto 4.0.0
_RESOURCES = "2021-04-01"  # resource groups: read only, and only their location
_LOCKS = "2020-05-01"
_OWN = {"microsoft.network/privatednszones": "2024-06-01"}  # types that do not follow their provider's versions


def of(type_: str) -> str:
    """Return the api-version for a resource type such as `Microsoft.Network/routeTables`; raise PlanError for one that
    nobody here reads.
    """
    lowered = type_.lower()
    versions = {
        "microsoft.network": _NETWORK,
        "microsoft.kusto": _KUSTO,
        "microsoft.resources": _RESOURCES,
        "microsoft.authorization": _LOCKS,
    }
    own = next((version for name, version in _OWN.items() if f"{lowered}/".startswith(f"{name}/")), None)
    version = own or versions.get(lowered.partition("/")[0])
    if version is None:
        raise PlanError(f"Resources of type {type_} are not read here.")
    return version


def newest_supported(refusal: str, asked: str) -> str | None:
    """Return the newest version a refusal lists that is not newer than the one asked for; None when it lists none.

    The text of NoRegisteredProviderFound names them all: `The supported api-versions are '2021-01-01, ...'`.
    """
    listed = refusal.partition("supported api-versions are")[2]
    stable = re.findall(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\w-])", listed)
    return max((version for version in stable if version <= asked), default=None)
