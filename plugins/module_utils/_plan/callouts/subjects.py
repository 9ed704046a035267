# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a pattern may meet when something is used: all texts that can stand for it, as the automaton of a language.

Of a use its host is known. The path, and what else a connection string holds, is whatever a query makes it.
"""

from __future__ import annotations

import functools
import re

from ..needs.dependencies import HTTP
from ..needs.uses import Use, UseType
from . import regexes
from .automata import Automaton
from .readings import Meets

# Keys that name the server in a connection string: of SqlClient, MySql.Data and Npgsql.
SERVER_KEYS = {
    UseType.SQL: ("server", "data source", "address", "addr", "network address"),
    UseType.MYSQL: ("server", "host", "data source", "datasource"),
    UseType.POSTGRESQL: ("host", "server"),
    UseType.COSMOSDB: ("accountendpoint",),
}
# Keys that may stand after that. They are listed, because a second key for the server wins over the first, and
# `failover partner` names a server, too: a proposal that took any key would let those through.
_OTHER_KEYS = (
    *("accountkey", "application name", "armresourceid", "authentication", "collection", "command timeout"),
    *("connect timeout", "connection timeout", "database", "encrypt", "initial catalog", "integrated security"),
    *("multipleactiveresultsets", "password", "persist security info", "pooling", "port", "preferredlocations", "pwd"),
    *("ssl mode", "sslmode", "timeout", "trust server certificate", "trusted_connection", "trustservercertificate"),
    *("uid", "user", "user id", "username"),
)
OTHER_PAIRS = f" *(?:; *(?:{'|'.join(_OTHER_KEYS)}) *=[^;]*)*;? *"
# "Storage connection strings": a file system stands before the account.
FILE_SYSTEM = "abfss://[a-z0-9$-]+@"
LAKE, LAKE_SUFFIX = "adl://", ".azuredatalakestore.net"
_USUAL_PORTS = {443, 80}


@functools.lru_cache(maxsize=4096)
def language(use: Use, meets: Meets) -> Automaton:
    """All texts that a pattern may meet when something is used."""
    host, keys = regexes.of_name(use.host, "[a-z0-9_.-]+"), SERVER_KEYS.get(use.type)
    if meets == Meets.HOST:
        return regexes.read(host)
    if meets == Meets.ORIGIN:
        return regexes.read(f"{scheme(use)}{host}{_port(use)}/")
    if keys is None or (meets == Meets.URI and use.type == UseType.COSMOSDB):
        return regexes.read(_web(use, host))
    if use.type == UseType.COSMOSDB:
        return regexes.read(f"{_server(keys)}https://{host}(?::443)?/?{any_case(OTHER_PAIRS)}")
    server = f"(?:[tT][cC][pP]:)?{host}" if use.type == UseType.SQL else host
    place = f"{server}(?: *[:,] *{use.port})?"
    return regexes.read(place if meets == Meets.URI else f"{_server(keys)}{place}{any_case(OTHER_PAIRS)}")


def any_case(pattern: str) -> str:
    """A pattern that takes capitals, too, for the small letters that stand in it for themselves."""
    return re.sub("[a-z]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", pattern)


def _server(keys: tuple[str, ...]) -> str:
    return f" *(?:{any_case('|'.join(keys))}) *= *"


def scheme(use: Use) -> str:
    """What a URI of the use begins with."""
    return "http://" if use.protocol == HTTP else "https://"


def _port(use: Use) -> str:
    """The port where a URI has to say it."""
    return "" if use.type in SERVER_KEYS or use.port in _USUAL_PORTS else f":{use.port}"


def _web(use: Use, host: str) -> str:
    """A URI with any path and query. Storage has schemes of its own."""
    port = _port(use) or f"(?::{use.port})?"
    forms = [f"{scheme(use)}{host}{port}(?:[/?].*)?"]
    if use.type == UseType.EXTERNAL_DATA and ".dfs." in use.host:
        forms.append(f"{FILE_SYSTEM}{host}(?:/.*)?")
    if use.type == UseType.EXTERNAL_DATA and use.host.endswith(LAKE_SUFFIX):
        forms.append(f"{LAKE}{host}(?:/.*)?")
    return f"(?:{'|'.join(forms)})"
