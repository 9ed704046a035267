# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user says that queries, external tables and exports of a cluster use: no document of Azure has it.

The types are those of callouts, as the cluster's own policy has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..values import hosts
from ..values.errors import PlanError
from ..values.words import Word
from .dependencies import HTTP, HTTPS, MSSQL, TCP


class UseType(Word):
    """Types of callouts, as `calloutType` of api-version 2025-02-14 spells them; genevametrics is the service's own."""

    KUSTO = "kusto"
    SQL = "sql"
    COSMOSDB = "cosmosdb"
    EXTERNAL_DATA = "external_data"
    AZURE_DIGITAL_TWINS = "azure_digital_twins"
    SANDBOX_ARTIFACTS = "sandbox_artifacts"
    WEBAPI = "webapi"
    MYSQL = "mysql"
    POSTGRESQL = "postgresql"
    AZURE_OPENAI = "azure_openai"


# Where the URI does not say it.
_SPOKEN = {UseType.SQL: (MSSQL, 1433), UseType.MYSQL: (TCP, 3306), UseType.POSTGRESQL: (TCP, 5432)}
# Members of a connection string that name the host, as in `Server=tcp:name,1433;...` and its other spellings.
_SERVERS = (
    *("server", "data source", "addr", "address", "network address", "host", "accountendpoint"),
    "failover partner",
)
_BEGINS_WITH_MEMBER = re.compile(r"[a-z][a-z ]*=", re.IGNORECASE)
_MEMBER = re.compile(r"""([^;=]+)=\s*("[^"]*"|'[^']*'|[^;]*)""")
_LITERAL = re.compile(r"""h?@?(["'])(.*)\1""", re.IGNORECASE | re.DOTALL)  # as queries have it, `h@"..."`
_SCHEME = re.compile(r"^(?:jdbc:)?(?:[a-z][a-z0-9+.-]*://|(?:tcp|np|lpc|admin):)", re.IGNORECASE)
# A shared access signature, a key or a password, in a query, a connection string or before the host.
_SECRET = re.compile(
    r"(?:^|[?&;#])[\w. -]*(?:key|sig|signature|secret|password|passwd|pwd|token|credentials|code)\s*="
    r"|;[a-z0-9+/]{40,}|;\s*[a-z0-9]{12,},|(?:^|//|=)\s*[^/@?#;=\s]*:[^/@?#;]*@",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Use:
    """One thing that is used. No more of its URI is kept than the host: the rest may hold a key."""

    type: UseType
    host: str
    port: int
    protocol: str

    def as_option(self) -> dict[str, Any]:
        """The use as users see it in results."""
        return {"type": self.type, "host": self.host, "port": self.port, "protocol": self.protocol}


def from_option(option: Mapping[str, Any]) -> Use:
    """Read `{type, uri}`: a URI, a host name with or without a port, or a connection string.

    Raise PlanError, with no part of the URI in it, for what names no host, and for one with a key in it.
    """
    given = str(option.get("type") or "").strip().lower()
    if given not in list(UseType):
        raise PlanError(f"O(uses) has type '{option.get('type')}'; it takes {', '.join(UseType)}.")
    kind, text = UseType(given), _unquoted(str(option.get("uri") or ""))
    if _SECRET.search(text):
        raise PlanError(
            f"O(uses) has a uri of type {kind} with a key or a password in it; only the host is needed, so leave the"
            " rest out."
        )
    named = _naming(text)
    host, port = _place(named, kind)
    if named.lower().startswith("http://"):
        return Use(kind, host, port or 80, HTTP)
    spoken, usual = _SPOKEN.get(kind, (HTTPS, 443))
    return Use(kind, host, port or usual, spoken)


def _unquoted(text: str) -> str:
    literal = _LITERAL.fullmatch(text.strip())
    return (literal[2] if literal else text).strip()


def _naming(text: str) -> str:
    """What names the host: of a connection string the one member that does, with its member for the port. A URI may
    have members behind it, which name none.
    """
    if not _BEGINS_WITH_MEMBER.match(text):
        return text
    members = [(" ".join(name.split()).lower(), value.strip(" \"'")) for name, value in _MEMBER.findall(text)]
    servers = {value for name, value in members if name in _SERVERS}
    ports = [value for name, value in members if name == "port"]
    return ":".join([*servers, *ports]) if len(servers) == 1 else ""


def _place(named: str, kind: UseType) -> tuple[str, int | None]:
    """The one host in a URI or a name, and the port that stands there."""
    authority = re.split(r"[/?#;\\]", _SCHEME.sub("", named))[0].rpartition("@")[2]
    try:
        found = hosts.clean(authority.replace(",", ":").strip(), "uses")
    except PlanError:
        found = None
    if found is None or hosts.is_address(found.name) or hosts.is_wildcard(found.name):
        raise PlanError(
            f"O(uses) has a uri of type {kind} that names no host; give a URI such as https://NAME.SUFFIX/PATH, or the"
            " host name alone."
        )
    return found.name, found.port
