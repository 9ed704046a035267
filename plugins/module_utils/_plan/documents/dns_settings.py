# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a firewall does about names: whether it answers for others, and whom it asks itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import firewalls, policies
from .policies import Policy

# Where Azure's own DNS is asked, in every network and cloud ("What is IP address 168.63.129.16?").
AZURE_DNS = "168.63.129.16"


@dataclass(frozen=True)
class DnsSettings:
    """Whether the firewall `answers` those who ask it, and the `servers` it asks itself, none for Azure's own; None
    for what is not known, since a policy that may decide it could not be read or says it in a way that is not
    understood here.
    """

    answers: bool | None
    servers: tuple[str, ...] | None = ()


def of_firewall(document: Mapping[str, Any], chain: Sequence[Policy]) -> DnsSettings:
    """The settings of a firewall under this chain of policies, the root first.

    They come as a whole from the nearest policy that has any. A Basic firewall has neither a DNS proxy nor servers of
    its own ("Azure Firewall features by SKU", 2025-09-18).
    """
    if firewalls.is_basic(document) or policies.is_basic(chain):
        return DnsSettings(answers=False)
    if not chain and firewalls.governor(document) is None:
        return DnsSettings(firewalls.has_proxy(document), _without_azure(firewalls.dns_servers(document)))
    for policy in reversed(chain):
        settings = policies.dns_settings(policy)
        if settings:
            return DnsSettings(_answers(settings.get("enableProxy")), _servers(settings.get("servers")))
    if not chain or chain[0].parent_id:
        return DnsSettings(answers=None, servers=None)
    return DnsSettings(answers=False)


def _answers(value: Any) -> bool | None:
    return bool(value) if value is None or isinstance(value, bool) else None


def _servers(value: Any) -> tuple[str, ...] | None:
    return _without_azure(tuple(map(str, value or ()))) if value is None or isinstance(value, list | tuple) else None


def _without_azure(servers: tuple[str, ...]) -> tuple[str, ...]:
    return () if set(servers) == {AZURE_DNS} else servers
