# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster itself says that its queries use, and which callout policies are in force there.

Three commands tell it, each of which only reads. What one of them does not tell is noted: a list that was not read, or
makes no sense, is never one without entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..documents.clusters import Cluster
from ..needs.uses import Use
from ..values import json_texts, words
from ..values.printable import printable
from ..values.words import Word
from . import external_tables, functions, policies
from .policies import Policy

# The page "show cluster callout policy command" has the columns of the first, "Callout policy" this entity type.
_IMMUTABLE = "Cluster immutable policy"
_POLICY, _ENTITY = "Policy", "EntityType"
_NAME, _BODY = "Name", "Body"


class Command(Word):
    """What is asked, to the letter."""

    POLICY = ".show cluster policy callout"
    TABLES = ".show external tables"
    FUNCTIONS = ".show functions"


# The columns of each that have to be there.
_COLUMNS = {
    Command.POLICY: (_POLICY, _ENTITY),
    Command.TABLES: (external_tables.NAME, external_tables.TYPE, external_tables.PROPERTIES),
    Command.FUNCTIONS: (_NAME, _BODY),
}
_ASKED_FOR = {Command.TABLES: "the external tables", Command.FUNCTIONS: "the functions"}


@dataclass(frozen=True)
class Question:
    """A command, and the database it is asked of: the callout policy is the cluster's."""

    command: Command
    cluster: str
    database: str = ""

    def __str__(self) -> str:
        if self.command == Command.POLICY:
            return printable(f"the callout policies that cluster {self.cluster} shows")
        return printable(f"{_ASKED_FOR[self.command]} of database {self.database}")


@dataclass(frozen=True)
class Listed:
    """One thing that is used, and where the cluster says so."""

    use: Use
    where: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """What a cluster says. `dynamic` has a sentence, without its full stop, for each call of which the target is known
    only while it runs; `in_force` are all policies that it shows, the immutable ones included, None when these were not
    read. `unread` maps what could not be read to a sentence that says why, without its full stop.
    """

    listed: tuple[Listed, ...]
    dynamic: tuple[str, ...]
    in_force: tuple[Policy, ...] | None
    immutable: tuple[Policy, ...]
    unread: Mapping[str, str]


class _Misfit(Exception):
    """What is wrong with an answer, as a part of a sentence."""


def questions(cluster: Cluster, databases: Iterable[str]) -> tuple[Question, ...]:
    """All that a cluster with these databases is asked."""
    name = cluster.id.name
    of_databases = (
        Question(command, name, database)
        for database in dict.fromkeys(databases)
        for command in (Command.TABLES, Command.FUNCTIONS)
    )
    return (Question(Command.POLICY, name), *of_databases)


def shown(cluster: Cluster, answers: Mapping[Question, Any], unread: Mapping[Question, str]) -> Shown:
    """What the answers of a cluster say, given a sentence for each question that has none. Nothing is refused here."""
    reading = _Reading(functions.home_of(cluster), {str(one): why for one, why in unread.items()})
    for question, document in answers.items():
        reading.take(question, document)
    return reading.shown()


class _Reading:
    """Collects what is said."""

    def __init__(self, home: functions.Home, unread: dict[str, str]) -> None:
        self._home, self._unread = home, unread
        self._uses: dict[Use, set[str]] = {}
        self._dynamic: set[str] = set()
        self._in_force: tuple[Policy, ...] | None = None
        self._immutable: tuple[Policy, ...] = ()

    def take(self, question: Question, document: Any) -> None:
        """Read one answer."""
        try:
            rows = _rows(document, _COLUMNS[question.command])
            if question.command == Command.POLICY:
                self._policies(rows)
                return
            name = _NAME if question.command == Command.FUNCTIONS else external_tables.NAME
            named = [(_text(row, name), row) for row in rows]
        except _Misfit as misfit:
            self._note(str(question), str(misfit))
            return
        for one, row in named:
            if question.command == Command.FUNCTIONS:
                self._function(f"function {one} of database {question.database}", row[_BODY])
            else:
                self._table(f"external table {one} of database {question.database}", row)

    def shown(self) -> Shown:
        """All that was said."""
        order = sorted(self._uses, key=lambda use: (use.type, use.host, use.port, use.protocol))
        return Shown(
            tuple(Listed(use, tuple(sorted(self._uses[use]))) for use in order),
            tuple(sorted(self._dynamic)),
            self._in_force,
            self._immutable,
            self._unread,
        )

    def _policies(self, rows: list[dict[str, Any]]) -> None:
        found = [(policy, row[_ENTITY] == _IMMUTABLE) for row in rows for policy in _policies_of(row[_POLICY])]
        self._in_force = tuple(policy for policy, _is_immutable in found)
        self._immutable = tuple(policy for policy, is_immutable in found if is_immutable)

    def _table(self, where: str, row: Mapping[str, Any]) -> None:
        used, why = external_tables.found_in(row)
        self._use(where, used)
        if why:
            self._note(where, why)

    def _function(self, where: str, body: Any) -> None:
        if not isinstance(body, str):
            self._note(where, "its body is no text")
            return
        found = functions.found_in(body, self._home)
        self._use(where, found.uses)
        self._dynamic.update(printable(f"{where} {said}") for said in found.dynamic)
        if found.why:
            self._note(where, found.why)

    def _use(self, where: str, used: Iterable[Use]) -> None:
        for use in used:
            self._uses.setdefault(use, set()).add(printable(where))

    def _note(self, what: str, why: str) -> None:
        what = printable(what)
        self._unread[what] = f"{words.begun(what)} could not be read ({why})"


def _rows(document: Any, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of an answer by their columns, which newer services may have more of, and in another order.

    The form is that of the page "Query/management HTTP response": a command has one table. What went wrong after the
    answer had begun stands in it, too.
    """
    tables = document.get("Tables") if isinstance(document, Mapping) else None
    table = tables[0] if isinstance(tables, list) and tables else None
    if not isinstance(table, Mapping) or document.get("Exceptions"):
        raise _Misfit("the answer is no table")
    columns, rows = table.get("Columns"), table.get("Rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise _Misfit("the answer is no table")
    names = [column.get("ColumnName") if isinstance(column, Mapping) else None for column in columns]
    for name in needed:
        if names.count(name) != 1:
            raise _Misfit(f"the answer has no one column {name}")
    if not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        raise _Misfit("a row of the answer has not what its columns say")
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def _text(row: Mapping[str, Any], name: str) -> str:
    found = row[name]
    if not isinstance(found, str) or not found:
        raise _Misfit(f"a row of the answer has no {name}")
    return found


def _policies_of(cell: Any) -> list[Policy]:
    """The policies of a row, which may have none: that is null, or nothing at all."""
    if isinstance(cell, str) and cell.strip():
        try:
            cell = json_texts.parsed(cell)
        except ValueError:
            raise _Misfit("a policy of the answer is no JSON") from None
    if cell is None or cell == "":
        return []
    if not isinstance(cell, list):
        raise _Misfit("the policies of the answer are no list")
    return [policies.from_command(entry) for entry in cell]
