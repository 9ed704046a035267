# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a firewall does beside its rules, as its own document or its policies have it: they come with the root first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .policies import Policy

# What no firewall translates unless it is told otherwise ("Azure Firewall SNAT private IP address ranges").
IANA = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
_ALIAS = "ianaprivateranges"
_RANGES = "Network.SNAT.PrivateRanges"  # of a classic firewall's additionalProperties, a string with commas
_DENY = "deny"


@dataclass(frozen=True)
class Bypass:
    """Traffic that intrusion detection lets alone. Its IP groups, which nobody here reads, are left out."""

    protocol: str
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    ports: tuple[str, ...]


def tier(firewall: Mapping[str, Any] | None) -> str:
    """Basic, Standard or Premium, in lower case; empty where the document does not say it."""
    return str((_properties(firewall).get("sku") or {}).get("tier") or "").lower()


def snat_ranges(firewall: Mapping[str, Any] | None, chain: Sequence[Policy]) -> tuple[str, ...]:
    """The destinations that keep the cluster's own address as their source, of packets that network rules let pass.

    Under a policy what a firewall itself says is ignored; a policy without ranges takes its parent's.
    """
    if not chain:
        written = str((_properties(firewall).get("additionalProperties") or {}).get(_RANGES) or "")
        return _expanded([one.strip() for one in written.split(",") if one.strip()])
    for policy in reversed(chain):
        ranges = (_properties(policy.document).get("snat") or {}).get("privateRanges")
        if ranges:
            return _expanded([str(one).strip() for one in ranges])
    return IANA


def _expanded(written: list[str]) -> tuple[str, ...]:
    found = [one for one in written if one.lower() != _ALIAS]
    return (*IANA, *found) if len(found) < len(written) or not written else tuple(found)


def detects_and_denies(firewall: Mapping[str, Any] | None, chain: Sequence[Policy]) -> bool:
    """True when intrusion detection drops what its signatures match; a tier below Premium has none."""
    modes = [str((_detection(policy)).get("mode")).lower() for policy in chain]
    return tier(firewall) not in ("basic", "standard") and _DENY in modes


def bypasses(chain: Sequence[Policy]) -> Iterator[Bypass]:
    """What intrusion detection lets alone, by any of the policies."""
    for policy in chain:
        written = (_detection(policy).get("configuration") or {}).get("bypassTrafficSettings") or ()
        for one in filter(None, written):
            listed = (one.get("sourceAddresses"), one.get("destinationAddresses"), one.get("destinationPorts"))
            sources, destinations, ports = (tuple(map(str, entries or ())) for entries in listed)
            yield Bypass(str(one.get("protocol")).lower(), sources, destinations, ports)


def denies_threats(firewall: Mapping[str, Any] | None, chain: Sequence[Policy]) -> bool:
    """True when threat intelligence denies. A policy may be stricter than its parent, never laxer, so the strictest of
    the chain holds; tier Basic alerts only, whatever is written ("Azure Firewall features by SKU", 2025-09-18).
    """
    documents = [policy.document for policy in chain] or [firewall or {}]
    modes = [str(_properties(document).get("threatIntelMode")).lower() for document in documents]
    return tier(firewall) != "basic" and _DENY in modes


def _detection(policy: Policy) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _properties(policy.document).get("intrusionDetection") or {}
    return found


def _properties(document: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (document or {}).get("properties") or {}
