# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources a report is about, by their whole ids, and where the portal shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# The portal of a cloud by the host of its resource manager. Any other cloud has one whose address nothing here tells.
_PORTALS = {
    "management.azure.com": "https://portal.azure.com",
    "management.usgovcloudapi.net": "https://portal.azure.us",
    "management.chinacloudapi.cn": "https://portal.azure.cn",
}
_HOST = re.compile(r"https://([^/:?#]+)(?::443)?/?")
_UNFIT = re.compile(r"[^A-Za-z0-9/._~()-]")  # for a URL as it is


@dataclass(frozen=True)
class Resource:
    """One resource; `link` is empty where nobody knows the portal."""

    kind: str
    name: str
    id: str
    link: str


def resources(about: Mapping[str, Any], resource_manager: str = "") -> tuple[Resource, ...]:
    """Return those whose ids are known, the cluster first."""
    portal = portal_of(resource_manager)
    return tuple(
        Resource(kind, id_.rpartition("/")[2], id_, f"{portal}/#resource{_quoted(id_)}" if portal else "")
        for kind, id_ in _ids(about)
        if id_.startswith("/")
    )


def portal_of(resource_manager: str) -> str:
    """The portal of the cloud that is managed there; empty where that is not known."""
    found = _HOST.fullmatch(resource_manager)
    return _PORTALS.get(found[1].lower(), "") if found else ""


def _quoted(id_: str) -> str:
    """The id as a part of a URL, whatever is in it."""
    return _UNFIT.sub(_as_bytes, id_)


def _as_bytes(found: re.Match[str]) -> str:
    return "".join(f"%{one:02X}" for one in found[0].encode("utf-8", "replace"))


def subscriptions(listed: tuple[Resource, ...]) -> tuple[str, ...]:
    """The subscriptions these are in, that of the cluster first."""
    found = [one.id.split("/") for one in listed]
    return tuple(dict.fromkeys(parts[2] for parts in found if len(parts) > 2 and parts[1].lower() == "subscriptions"))


def _ids(about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    ids = about.get("ids") or {}
    if "service" in about:
        yield "Service", str(about["service"].get("id") or "")
    else:
        yield "Cluster", str(ids.get("cluster") or "")
    yield "Firewall", str(ids.get("firewall") or "")
    for id_ in reversed(ids.get("policies") or ()):
        yield "Policy", str(id_)
    yield "Subnet", str(ids.get("subnet") or "")
    yield "Security group", str(ids.get("security_group") or "")
    yield "Route table", str(ids.get("route_table") or "")
