# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clouds by name, and any other by asking it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .errors import ArmError

# The api-versions of `URL/metadata/endpoints`, in the order they are asked. The first answers one object with name,
# resourceManager and authentication.loginEndpoint, the second a list of such. The others are flat and without a
# resource manager, which is the URL itself; the last two are Azure Stack Hub's.
DISCOVERY_VERSIONS = ("2022-09-01", "2019-05-01", "2017-12-01", "2015-01-01", "1.0")


@dataclass(frozen=True)
class Cloud:
    """Where one cloud is managed and where one logs in to it. `audience` is whom tokens are for, where that differs."""

    name: str
    resource_manager: str
    authority: str
    audience: str | None = None

    @property
    def scope(self) -> str:
        """The scope of a token for the resource manager."""
        return f"{(self.audience or self.resource_manager).rstrip('/')}/.default"


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

    `fetch(base, path, doing)` returns the JSON of a GET that needs no token. Raise ArmError for what is neither a known
    name nor an https URL, and for a URL where no cloud describes itself.
    """
    wanted = (name_or_url or PUBLIC.name).strip()
    if wanted.lower() in _NAMED:
        return _NAMED[wanted.lower()]
    base = https_url(wanted)
    if base is None:
        names = ", ".join(cloud.name for cloud in _NAMED.values())
        raise ArmError(
            f"find the cloud '{wanted}'",
            "it is neither a known name nor an https URL",
            advice=f"O(cloud_environment) takes {names}, or the URL of a resource manager.",
        )
    return known(base) or _discover(base, fetch)


def known(resource_manager: str) -> Cloud | None:
    """The cloud of that resource manager, None for one that has no name here."""
    return next((cloud for cloud in _NAMED.values() if _same(cloud.resource_manager, resource_manager)), None)


def https_url(text: Any) -> str | None:
    """The URL without a slash at its end; None for what is no https URL with a host."""
    url = str(text or "").strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme == "https" and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return url.rstrip("/") if usable and not any(letter.isspace() for letter in url) else None


def _discover(base: str, fetch: Callable[[str, str, str], Any]) -> Cloud:
    doing = f"discover the cloud at {base}"
    refusal = None
    for version in DISCOVERY_VERSIONS:
        try:
            answer = fetch(base, f"/metadata/endpoints?api-version={version}", doing)
        except ArmError as error:
            if error.status not in (400, 404):
                raise
            refusal = refusal or error
            continue
        found = _read(answer, base)
        if found:
            return found
    raise refusal or ArmError(doing, "its metadata names no resource manager with a login endpoint")


def _read(answer: Any, base: str) -> Cloud | None:
    entries = [entry for entry in (answer if isinstance(answer, list) else [answer]) if isinstance(entry, dict)]
    managed = [entry for entry in entries if https_url(entry.get("resourceManager"))]
    managed = [entry for entry in managed if _same(entry["resourceManager"], base)] or managed[:1]
    for entry in managed or entries[:1]:
        manager = https_url(entry.get("resourceManager")) if managed else base
        authentication = entry.get("authentication")
        authentication = authentication if isinstance(authentication, dict) else {}
        authority = https_url(authentication.get("loginEndpoint"))
        audiences = authentication.get("audiences")
        audiences = [one for one in audiences if isinstance(one, str)] if isinstance(audiences, list) else []
        if manager and authority and (managed or audiences):
            itself = not audiences or any(_same(audience, manager) for audience in audiences)
            return Cloud(str(entry.get("name") or manager), manager, authority, None if itself else audiences[0])
    return None


def _same(left: str, right: str) -> bool:
    return left.rstrip("/").lower() == right.rstrip("/").lower()
