# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an external table is, by its row in the answer of `.show external tables`.

The page of that command names five columns. The sample output of "Create and alter Azure Storage external tables"
(2026-07-13) has ConnectionStrings as well, with the key in each of them masked; that of "Create and alter SQL external
tables" has its connection string among the properties.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..needs import uses
from ..needs.uses import Use, UseType
from ..values import json_texts

NAME, TYPE, PROPERTIES, CONNECTIONS = "TableName", "TableType", "Properties", "ConnectionStrings"
_TARGET, _DIALECT = "targetentityconnectionstring", "sqldialect"
# `kind` of the commands; `blob` and `adl` are older words for storage.
_ON_STORAGE = frozenset({"storage", "blob", "adl", "adls", "delta", "iceberg"})
_PLAIN_SQL = "sql"
_DIALECTS = {
    _PLAIN_SQL: UseType.SQL,
    "mysql": UseType.MYSQL,
    "postgresql": UseType.POSTGRESQL,
    "cosmosdb": UseType.COSMOSDB,
    "cosmosdbsql": UseType.COSMOSDB,
}
# No page shows the properties of a table with a dialect. Where they do not say it, the connection string does: that of
# SqlClient has no `Host`, and the names of the services are their own.
_BEGINNINGS = (("accountendpoint", UseType.COSMOSDB), ("host", UseType.POSTGRESQL))
_LABELS = (("mysql", UseType.MYSQL), ("postgres", UseType.POSTGRESQL))


def found_in(row: Mapping[str, Any]) -> tuple[tuple[Use, ...], str]:
    """The uses of a table, and why there may be more, as a part of a sentence; that is empty where these are all.

    No part of a connection string but its host is in either.
    """
    kind = str(row.get(TYPE) or "").strip().lower()
    if kind in _ON_STORAGE:
        return _storage(row)
    if kind in _DIALECTS:
        return _database(row, kind)
    return (), "its type is none that is known"


def _storage(row: Mapping[str, Any]) -> tuple[tuple[Use, ...], str]:
    strings = _parsed(row.get(CONNECTIONS))
    if not isinstance(strings, list) or not strings or not all(isinstance(one, str) for one in strings):
        return (), "no connection string of it is shown"
    found = [uses.named_in(UseType.EXTERNAL_DATA, one) for one in strings]
    known = tuple(dict.fromkeys(one for one in found if one))
    return known, "" if None not in found else "a connection string of it names no host"


def _database(row: Mapping[str, Any], kind: str) -> tuple[tuple[Use, ...], str]:
    properties = _parsed(row.get(PROPERTIES))
    told = properties if isinstance(properties, Mapping) else {}
    members = {str(name).lower(): value for name, value in told.items()}
    text, dialect = members.get(_TARGET), str(members.get(_DIALECT) or kind).strip().lower()
    if not isinstance(text, str) or not text.strip():
        return (), "no connection string of it is shown"
    if dialect not in _DIALECTS:
        return (), "its SQL dialect is none that is known"
    found = uses.named_in(_spoken(text) if dialect == _PLAIN_SQL else _DIALECTS[dialect], text)
    return ((found,), "") if found else ((), "its connection string names no host")


def _spoken(text: str) -> UseType:
    """The dialect that a connection string shows; SQL Server is the default."""
    begin = text.partition("=")[0].strip().lower()
    for member, kind in _BEGINNINGS:
        if begin == member:
            return kind
    found = uses.named_in(UseType.SQL, text)
    labels = found.host.split(".") if found else []
    return next((kind for label, kind in _LABELS if label in labels[1:]), UseType.SQL)


def _parsed(value: Any) -> Any:
    """What a cell holds: JSON as text, or what was made of it on the way; None for neither."""
    if not isinstance(value, str):
        return value
    try:
        return json_texts.parsed(value)
    except ValueError:
        return None
