# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clouds by name, and any other by asking it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import ArmError

# What `URL/metadata/endpoints` answers in one object: name, resourceManager, authentication.loginEndpoint.
DISCOVERY_VERSION = "2022-09-01"


@dataclass(frozen=True)
class Cloud:
    """Where one cloud is managed and where one logs in to it."""

    name: str
    resource_manager: str
    authority: str

    @property
    def scope(self) -> str:
        """The scope of a token for the resource manager."""
        return f"{self.resource_manager}/.default"


PUBLIC = Cloud("AzureCloud", "https://management.azure.com", "https://login.microsoftonline.com")
_NAMED = {
    cloud.name.lower(): cloud
    for cloud in (
        PUBLIC,
        Cloud("AzureChinaCloud", "https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
        Cloud("AzureUSGovernment", "https://management.usgovcloudapi.net", "https://login.microsoftonline.us"),
        # Closed in 2021; azure.azcollection still takes the name.
        Cloud("AzureGermanCloud", "https://management.microsoftazure.de", "https://login.microsoftonline.de"),
    )
}


def find(name_or_url: str | None, fetch: Callable[[str, str, str], Any]) -> Cloud:
    """Return the cloud of that name, or the one that answers at that URL; none given means the public one.

    `fetch(base, path, doing)` returns the JSON of a GET that needs no token.
    """
    wanted = (name_or_url or PUBLIC.name).strip()
    if wanted.lower() in _NAMED:
        return _NAMED[wanted.lower()]
    if not wanted.lower().startswith("https://"):
        names = ", ".join(cloud.name for cloud in _NAMED.values())
        raise ArmError(
            f"find the cloud '{wanted}'",
            "it is neither a known name nor an https URL",
            advice=f"cloud_environment takes {names}, or the URL of a resource manager.",
        )
    doing = f"discover the cloud at {wanted}"
    base = wanted.rstrip("/")
    return _read(fetch(base, f"/metadata/endpoints?api-version={DISCOVERY_VERSION}", doing), base, doing)


def _read(answer: Any, base: str, doing: str) -> Cloud:
    entries = answer if isinstance(answer, list) else [answer]
    known = [entry for entry in entries if isinstance(entry, dict) and entry.get("resourceManager")]
    known = [entry for entry in known if _same(entry["resourceManager"], base)] or known[:1]
    authority = (known[0].get("authentication") or {}).get("loginEndpoint") if known else None
    if not authority:
        raise ArmError(doing, "its metadata names no resource manager with a login endpoint")
    manager = str(known[0]["resourceManager"]).rstrip("/")
    return Cloud(str(known[0].get("name") or manager), manager, str(authority).rstrip("/"))


def _same(left: str, right: str) -> bool:
    return left.rstrip("/").lower() == right.rstrip("/").lower()
