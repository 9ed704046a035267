# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the body of a stored function calls, as far as that stands in it.

A function may make its URIs while it runs, and a text that hides a key is shown as asterisks ("Obfuscated string
literals"). Then it is known that something is called, and not what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..documents.clusters import Cluster
from ..needs import uses
from ..needs.uses import Use, UseType
from ..values import hosts
from ..values.errors import PlanError
from . import lexer
from .lexer import Kind, Tokens

_CLUSTER, _EXTERNAL_DATA = "cluster", ("externaldata", "external_data")
# The argument that says where a call goes, counted from 0. From the pages of each plugin.
_CALLS: Mapping[str, tuple[UseType, int]] = {
    "sql_request": (UseType.SQL, 0),
    "mysql_request": (UseType.MYSQL, 0),
    "postgresql_request": (UseType.POSTGRESQL, 0),
    "cosmosdb_sql_request": (UseType.COSMOSDB, 0),
    "http_request": (UseType.WEBAPI, 0),
    "http_request_post": (UseType.WEBAPI, 0),
    "azure_digital_twins_query_request": (UseType.AZURE_DIGITAL_TWINS, 0),
    "ai_embeddings": (UseType.AZURE_OPENAI, 1),
    "ai_embed_text": (UseType.AZURE_OPENAI, 1),
    "ai_chat_completion": (UseType.AZURE_OPENAI, 1),
    "ai_chat_completion_prompt": (UseType.AZURE_OPENAI, 1),
}
_SCHEMAS = ("infer_storage_schema", "infer_storage_schema_with_suggestions")
# Of names as short as these only `evaluate` makes a plugin: a function of a user's may have them, too.
_LANGUAGES = ("python", "r")
_ARTIFACTS, _ARTIFACTS_ARE_FOURTH = "external_artifacts", 3
# What makes a property bag of literals, and nothing that is known only while the function runs.
_OF_BAGS = frozenset({"dynamic", "bag_pack", "pack"})
_LONGEST_BAG = 200  # tokens; one of ten artifacts has fifty


@dataclass(frozen=True)
class Home:
    """The cluster whose functions these are: its own name, which is no callout, and what the short names of clusters
    end with in its cloud; both are empty where that is not known.
    """

    host: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Found:
    """What a body calls; `dynamic` says of each further call why its target is not known, and `why` why the body could
    not be read to its end, as a part of a sentence.
    """

    uses: tuple[Use, ...]
    dynamic: tuple[str, ...]
    why: str = ""


def home_of(cluster: Cluster) -> Home:
    """The home that a cluster's own name shows: `NAME.REGION.SUFFIX`."""
    try:
        host = hosts.clean(cluster.uri, "uri").name
    except PlanError:
        return Home()
    name, _dot, rest = host.partition(".")
    _region, _dot, suffix = rest.partition(".")
    is_own = name == cluster.id.name.lower() and hosts.is_host_name(suffix)
    return Home(host, suffix) if is_own else Home()


def found_in(body: str, home: Home) -> Found:
    """What a body calls. Nothing in it is ever refused."""
    query = lexer.tokens(body)
    found: dict[Use | str, None] = {}
    for index, token in enumerate(query.all):
        if token.kind == Kind.NAME and query.is_sign(index + 1, "("):
            found.update(dict.fromkeys(_called(query, index, home)))
    known = tuple(one for one in found if isinstance(one, Use))
    return Found(known, tuple(one for one in found if not isinstance(one, Use)), query.why)


def _called(query: Tokens, index: int, home: Home) -> list[Use | str]:
    """What the call of this name leads to: uses, and why others are not known."""
    call = query.all[index].value
    if call in _EXTERNAL_DATA:
        return _external_data(query, index)
    if call in _SCHEMAS:
        return _bag(query, _part(query, index, 0), call, UseType.EXTERNAL_DATA)
    if call in _LANGUAGES:
        return _artifacts(query, index) if _is_evaluated(query, index) else []
    if call == _CLUSTER:
        return _cluster(query.text(_part(query, index, 0)), home)
    if call not in _CALLS:
        return []
    kind, place = _CALLS[call]
    return [_target(query.text(_part(query, index, place)), call, kind)]


def _target(text: str | None, call: str, kind: UseType) -> Use | str:
    if text is None:
        return _made(call)
    return uses.named_in(kind, text) or _hidden(call)


def _made(call: str) -> str:
    return f"makes a URI for {call} while it runs"


def _hidden(call: str) -> str:
    return f"calls {call} with a text that hides its target, or names no host"


def _part(query: Tokens, index: int, place: int) -> range:
    """The argument in this place of the call of a name; an empty one where there is none."""
    if index + 1 not in query.ends:
        return range(0)
    for count, part in enumerate(query.parts(index + 1)):
        if count == place:
            return part
    return range(0)


def _cluster(text: str | None, home: Home) -> list[Use | str]:
    """A URI, a whole name, or a short one, `contoso` or `contoso.westus` ("Cross-cluster queries", "Identify remote
    cluster").
    """
    if text is None:
        return [_made(_CLUSTER)]
    name = text.strip().lower()
    is_short = "://" not in name and name.count(".") < 2
    if is_short and not home.suffix:
        return [_hidden(_CLUSTER)]
    whole = f"{name}.{home.suffix}" if is_short else name
    found = uses.named_in(UseType.KUSTO, whole if "://" in whole else f"https://{whole}")
    if found is None:
        return [_hidden(_CLUSTER)]
    return [] if found.host == home.host else [found]


def _external_data(query: Tokens, index: int) -> list[Use | str]:
    """`externaldata (Schema) [Texts]`."""
    call, opening = query.all[index].value, query.ends.get(index + 1, -1) + 1
    if not query.is_sign(opening, "[") or opening not in query.ends:
        return [_made(call)]
    parts = list(query.parts(opening)) or [range(0)]
    return [_target(query.text(part), call, UseType.EXTERNAL_DATA) for part in parts]


def _is_evaluated(query: Tokens, index: int) -> bool:
    """True for a plugin: `evaluate` stands before it, with hints between them, as in `hint.distribution = per_node`."""
    index -= 1
    while (
        query.is_name(index)
        and query.is_sign(index - 1, "=")
        and query.is_sign(index - 3, ".")
        and query.is_name(index - 4, "hint")
    ):
        index -= 5
    return query.is_name(index, "evaluate")


def _artifacts(query: Tokens, index: int) -> list[Use | str]:
    """`external_artifacts` of a script, by its name or in its place; a script may have none."""
    if index + 1 not in query.ends:
        return [_made(query.all[index].value)]
    for place, part in enumerate(query.parts(index + 1)):
        is_named = len(part) > 1 and query.is_name(part[0]) and query.is_sign(part[1], "=")
        if is_named and query.is_name(part[0], _ARTIFACTS):
            return _bag(query, part[2:], query.all[index].value, UseType.SANDBOX_ARTIFACTS)
        if not is_named and place == _ARTIFACTS_ARE_FOURTH:
            return _bag(query, part, query.all[index].value, UseType.SANDBOX_ARTIFACTS)
    return []


def _bag(query: Tokens, part: range, call: str, kind: UseType) -> list[Use | str]:
    """The URIs among the texts of a property bag. One without any hides them, and so do asterisks."""
    if not 0 < len(part) <= _LONGEST_BAG:
        return [_made(call)]
    found: list[Use | str] = []
    for token in query.all[part.start : part.stop]:
        if token.kind == Kind.NAME and token.value not in _OF_BAGS:
            found.append(_made(call))
        if token.kind == Kind.TEXT and ("://" in token.value or not token.value.strip("*")):
            found.append(_target(token.value, call, kind))
    return found or [_made(call)]
