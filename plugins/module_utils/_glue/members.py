# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the option `clusters` and the options around it to what is wanted for each cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._plan.fleet.fleet import Asked
from .._plan.lockdown.request import ALL_STEPS
from .._plan.values import resource_ids, words
from .._plan.values.blanks import is_blank
from .._plan.values.errors import PlanError
from .._plan.values.resource_ids import ResourceId
from . import requests
from .arguments import Spec, joined
from .runner import Task

Item = TypeVar("Item")
# Of these a firewall, or a group, has only one, whoever's rules are in it.
_OF_THE_TARGET = ("priority_base",)
_COMMON = joined("cluster", "place", "needs", "uses", "lockdown", "planning", "state")
_ENTRY: Spec = {name: option for name, option in _COMMON.items() if name not in _OF_THE_TARGET}
_TYPES = {
    "firewall": resource_ids.FIREWALL,
    "firewall_policy": resource_ids.FIREWALL_POLICY,
    "subnet": resource_ids.SUBNET,
    "route_table": resource_ids.ROUTE_TABLE,
}


def one(task: Task) -> Asked:
    """Return what is wanted for the one cluster of the options."""
    return _asked(task, {"cluster": task.params["cluster"]}, "The cluster")


def asked(task: Task) -> list[Asked]:
    """Return what is wanted for each cluster; raise PlanError for an entry that nobody could make sense of."""
    return each(task, _asked, lambda one: one.cluster)


def each(
    task: Task, read: Callable[[Task, Mapping[str, Any], str], Item], cluster: Callable[[Item], ResourceId]
) -> list[Item]:
    """Return what every entry of O(clusters) comes to, given how one is read; raise PlanError for a cluster that is
    there twice.
    """
    found = [read(task, entry, f"Entry {number} of clusters") for number, entry in enumerate(_entries(task), 1)]
    seen: set[str] = set()
    for id_ in map(cluster, found):
        key = resource_ids.key(id_)
        if key in seen:
            raise PlanError(f"{words.begun(id_.described())} is in clusters twice; leave one entry out.")
        seen.add(key)
    return found


def used(task: Task, where: str, read: Callable[[], Item]) -> Item:
    """Return what is read of an entry; raise PlanError as it does, which says the entry where there are several."""
    try:
        return read()
    except PlanError as error:
        several = len(task.params.get("clusters") or ()) > 1
        raise PlanError(f"{where} cannot be used: {error}" if several else str(error), error.code) from error


def _entries(task: Task) -> list[Mapping[str, Any]]:
    given = task.params["clusters"]
    return [entry if isinstance(entry, Mapping) and "cluster" in entry else {"cluster": entry} for entry in given]


def _asked(task: Task, entry: Mapping[str, Any], where: str) -> Asked:
    params = options(task, entry, where, _ENTRY)
    of_the_call = {name: task.params[name] for name in ("tags", *_OF_THE_TARGET)}
    of_the_call["steps"] = task.params.get("steps") or ALL_STEPS
    of_the_call["only_left"] = bool(task.params.get("only_left"))
    request = used(task, where, lambda: requests.request_of({**params, **of_the_call}))
    given = {name for name in _TYPES if params[name]} - ({"firewall"} if request.appliance else set())
    ids = {name: id_of(task, params, name, _TYPES[name]) for name in given}
    return Asked(
        request=request,
        cluster=id_of(task, params, "cluster", resource_ids.CLUSTER),
        **ids,
    )


def options(task: Task, entry: Mapping[str, Any], where: str, spec: Spec) -> dict[str, Any]:
    """The options for one cluster: its own where it has any, else those for all; a blank is none, but for its name.

    Raise PlanError for one that no entry has, and for a value that its option does not take.
    """
    unknown = sorted(set(map(str, entry)) - set(spec))
    if unknown:
        raise PlanError(f"{where} has {', '.join(unknown)}, which is no option of a cluster; leave it out.")
    common = {name: _given(task.params[name]) for name in spec if task.params.get(name) is not None}
    own = {name: value for name, value in entry.items() if name == "cluster" or not is_blank(value)}
    checked = ArgumentSpecValidator(spec).validate({**common, **own})
    if checked.error_messages:
        raise PlanError(f"{where} cannot be used: {checked.error_messages[0].rstrip('.')}.")
    return dict(checked.validated_parameters)


def _given(value: Any) -> Any:
    """What was given: a first look at the options has filled in None for what a dictionary in a list left out."""
    if isinstance(value, Mapping):
        return {name: _given(inner) for name, inner in value.items() if inner is not None}
    return [_given(inner) for inner in value] if isinstance(value, list) else value


def id_of(task: Task, params: Mapping[str, Any], name: str, type_: str) -> ResourceId:
    """The resource that an option of an entry names."""
    group, value = params["resource_group"], params[name]
    if name == "cluster" and isinstance(value, Mapping):
        value = {key: one for key, one in value.items() if key != "region"}
    return resource_ids.resolve(value, type_, subscription=task.subscription, resource_group=group)
