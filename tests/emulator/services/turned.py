# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the switches make of a dependency answer: all that the models allow and nobody has shown."""

from __future__ import annotations

import copy

from . import answers, known, pools, published

EVERY = "*"


def entries(call, service, resource, found):
    """The entries as the switches have them, in a copy."""
    switches = call.switches
    missing = switches.service_categories_missing
    kept = [
        copy.deepcopy(item)
        for item in found
        if EVERY not in missing and item.get("category") not in missing and not _vanished(call, service, resource, item)
    ]
    for one in (one for item in kept for one in item["endpoints"]):
        _turn(switches, one)
    return kept


def _turn(switches, one):
    if switches.service_names == "capitals" and isinstance(one.get("domainName"), str):
        one["domainName"] = one["domainName"].upper()
    for detail in one["endpointDetails"]:
        if switches.service_ports == "missing":
            detail.pop("port", None)
        if switches.service_protocol:
            detail["protocol"] = switches.service_protocol


def _vanished(call, service, resource, item):
    """What simplified communication does not need is no longer named, once no pool of the account has another."""
    if service is not known.BATCH or item.get("category") != published.STORAGE:
        return False
    way = call.switches.batch_storage
    return way == "vanished" or (way == "by_pools" and pools.are_simplified(call, resource))


def envelope(call, service):
    """The one in force."""
    return call.switches.service_envelope or service.envelope_of(call.api_version)


def has_many(switches, version):
    """Whether Machine Learning names as many places as its older example does."""
    way = switches.machine_learning_names
    return version < known.MACHINE_LEARNING.plain_before if way == "by_version" else way == "many"


def answer(call, service, resource):
    """The whole answer of a resource; one that is seeded and of no known make is answered as it is."""
    seeded = answers.stored(call, resource)
    many = has_many(call.switches, call.api_version)
    found = answers.made(service, resource, many) if seeded is None else answers.unwrapped(seeded)
    if found is None:
        return seeded
    return answers.wrapped(envelope(call, service), entries(call, service, resource, found))
