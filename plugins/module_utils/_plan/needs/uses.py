# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What queries, external tables and exports of a cluster use, as a user or the cluster itself says: no document of
Azure has it.

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


# What is named by a connection string with members instead of a URI.
CONNECTED = (UseType.SQL, UseType.MYSQL, UseType.POSTGRESQL, UseType.COSMOSDB)
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
_LONGEST = 4096  # characters of a string with a key in it; the longest are shared access signatures
_URI = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
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
    found = _use(kind, _naming(text))
    if found is None:
        raise PlanError(
            f"O(uses) has a uri of type {kind} that names no host; give a URI such as https://NAME.SUFFIX/PATH, or the"
            " host name alone."
        )
    return found


def named_in(kind: UseType, text: str) -> Use | None:
    """The use in a string that a cluster shows or a query has, whatever key is in it; None where it names no host.

    Other than what a user gives it has to begin as a URI or a connection string does: anything else may be a key.
    """
    begins, text = _BEGINS_WITH_MEMBER if kind in CONNECTED else _URI, text.strip()
    return _use(kind, _naming(text)) if len(text) <= _LONGEST and begins.match(text) else None


def names_of(use: Use) -> tuple[str, ...]:
    """The host, and with a dfs endpoint of storage the blob endpoint of the same account: who uses the one needs both
    ("Managed private endpoints").
    """
    is_storage = use.type == UseType.EXTERNAL_DATA and ".dfs." in use.host
    return (use.host, use.host.replace(".dfs.", ".blob.", 1)) if is_storage else (use.host,)


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


def _use(kind: UseType, named: str) -> Use | None:
    """The one host in a URI or a name, with the port that stands there, or the usual one."""
    authority = re.split(r"[/?#;\\]", _SCHEME.sub("", named))[0].rpartition("@")[2]
    try:
        found = hosts.clean(authority.replace(",", ":").strip(), "uses")
    except PlanError:
        return None
    if hosts.is_address(found.name) or hosts.is_wildcard(found.name):
        return None
    if named.lower().startswith("http://"):
        return Use(kind, found.name, found.port or 80, HTTP)
    spoken, usual = _SPOKEN.get(kind, (HTTPS, 443))
    return Use(kind, found.name, found.port or usual, spoken)
