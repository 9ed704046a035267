# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From options to the user's request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from .._plan.documents import rule_collections, service_tags
from .._plan.documents.policies import DEFAULT_GROUP
from .._plan.documents.service_tags import Prefixes
from .._plan.evidence import request as evidence
from .._plan.evidence.request import Wanted
from .._plan.lockdown import acceptance
from .._plan.lockdown.request import Request, appliance_of, require_addresses, require_sources
from .._plan.needs import dependencies, documented, uses
from .._plan.needs.uses import Use
from .._plan.values import blanks, names, tags
from .._plan.values.blanks import is_blank
from .._plan.values.errors import PlanError
from .._plan.values.words import DesiredState
from .arguments import texts


def uses_of(given: list[Mapping[str, Any]] | None) -> tuple[Use, ...] | None:
    """Read the option of that name, None where it is not given; raise PlanError for what names no host."""
    return None if given is None else tuple(uses.from_option(option) for option in given)


# Whatever is not here is taken as it is given, and a list of texts without what surveys leave in one.
_READ = {
    "appliance": appliance_of,
    "region": lambda cluster: blanks.given(_member(cluster, "region")),
    "edition": documented.normalise_edition,
    "extra_dependencies": lambda given: tuple(dependencies.from_option(option) for option in given),
    "uses": uses_of,
    "rule_collection_group": lambda given: names.checked(_group(given)["name"], "The rule collection group"),
    "group_priority": lambda given: rule_collections.priority(_group(given)["priority"], "The rule collection group"),
    "accept": lambda given: acceptance.words(texts(given)),
    "tags": tags.from_option,
    "steps": frozenset,
}
# Fields that are a part of what another option gives.
_WITHIN = {"appliance": "firewall", "region": "cluster", "group_priority": "rule_collection_group"}


def request_of(params: Mapping[str, Any]) -> Request:
    """Return what the user decided, each field from the option of its name, checked as far as it can be without asking
    Azure. Raise PlanError for a request that no plan could be made for.
    """
    if not params["firewall"] and not params["firewall_policy"]:
        raise PlanError("O(firewall) or O(firewall_policy) is needed, to say what the cluster's traffic goes through.")
    request = Request(
        **{field.name: _read(field, params[_WITHIN.get(field.name, field.name)]) for field in fields(Request)}
    )
    if request.appliance and params["firewall_policy"]:
        raise PlanError(
            "O(firewall) names an appliance, and only an Azure Firewall has a policy; leave O(firewall_policy) out."
        )
    require_addresses(request)
    if request.state == DesiredState.PRESENT:
        require_sources(request)
    return request


def service_tags_of(option: Any) -> bool | Prefixes:
    """Read the option of that name: whether the service tags are read, or their prefixes; raise PlanError for what is
    neither.
    """
    if isinstance(option, Mapping):
        return service_tags.from_document(option).prefixes
    try:
        return not is_blank(option) and bool(boolean(option))
    except TypeError as error:
        raise PlanError(
            f"O(service_tags) is {option!r}; it takes true, false or a Service Tag Discovery document."
        ) from error


def evidence_of(option: Any) -> Wanted | None:
    """Read the option of that name: None where no logs are asked; raise PlanError for what says neither."""
    if isinstance(option, Mapping):
        return evidence.from_option(option)
    try:
        return evidence.Wanted() if not is_blank(option) and boolean(option) else None
    except TypeError as error:
        raise PlanError(
            f"O(evidence) is {option!r}; it takes true, false, or a dictionary with since, workspace and endpoint."
        ) from error


def _member(given: Any, name: str) -> Any:
    return given.get(name) if isinstance(given, Mapping) else None


def _group(given: Any) -> dict[str, Any]:
    """Read a group's name, or a dictionary of its name and priority; raise PlanError for anything else."""
    if not isinstance(given, Mapping):
        return {"name": given, "priority": None}
    unknown = sorted(set(map(str, given)) - {"name", "priority"})
    if unknown:
        raise PlanError(f"O(rule_collection_group) has {', '.join(unknown)}; it takes a name, or name and priority.")
    return {"name": given.get("name") or DEFAULT_GROUP, "priority": given.get("priority")}


def _read(field: Field[Any], given: Any) -> Any:
    if field.name in _READ:
        return _READ[field.name](given)
    if isinstance(given, str) and is_blank(given):
        return field.default
    return tuple(texts(given, field.default)) if field.type == "tuple[str, ...]" else given
