# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Callouts and policies for the judge, drawn by a seed, and what every oracle says of them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import judge, policies, proposals
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.policies import Restriction, State
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import uses
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.uses import Use
from ansible_collections.adx.outbound.tests.emulator.kusto import callout_readings

SUFFIXES = {
    "kusto": "westeurope.kusto.windows.net",
    "sql": "database.windows.net",
    "cosmosdb": "documents.azure.com",
    "external_data": "blob.core.windows.net",
    "azure_digital_twins": "api.weu.digitaltwins.azure.net",
    "sandbox_artifacts": "blob.core.windows.net",
    "webapi": "example.org",
    "mysql": "mysql.database.azure.com",
    "postgresql": "postgres.database.azure.com",
    "azure_openai": "openai.azure.com",
}
# What a predefined policy finds in a path.
FOUND = {
    "kusto": ("abc.eastus.kusto.windows.net",),
    "sql": ("abc.database.windows.net", "abc.sql.azuresynapse.net"),
    "azure_digital_twins": ("abc.api.eus.digitaltwins.azure.net",),
}


def used(kind, uri):
    """The use of an option; for a wildcard, which no option takes, what it would be."""
    host = uri.removeprefix("https://")
    if host.startswith("*"):
        return uses.Use(uses.UseType(kind), host, 443, "Https")
    return uses.from_option({"type": kind, "uri": uri})


@dataclass(frozen=True)
class Case:
    """Something used, one of the two lists, and tails that what the list matches is found in."""

    use: Use
    names: tuple[str, ...]
    policies: tuple[dict, ...]
    tails: tuple[str, ...]

    def verdict(self):
        given = tuple(map(policies.from_arm, self.policies))
        return judge.callout(self.use, Restriction(State.ENABLED, self.names, given, policies.PREDEFINED))

    def answers(self, stop_at_two=False):
        """What services say of all the forms of the callout: True and False are among them where they differ."""
        asked = callout_readings.asked_of(self.use.type.value, self.use.host, self.tails)
        doubtful = any(map(_is_doubtful, self.policies)) or any(map(callout_readings.is_doubtful, self.names))
        words = (
            (callout_readings.LEFT_OUT, callout_readings.ALLOWS, callout_readings.DENIES)
            if doubtful
            else (callout_readings.LEFT_OUT,)
        )
        found = set()
        for service in callout_readings.services(words):
            found |= {service.allows(one, self.names, self.policies) for one in asked}
            if stop_at_two and len(found) == 2:
                break
        return found

    def wrong(self):
        """Whether a service contradicts a verdict that is certain, or none an open one; and whether it is open."""
        verdict = self.verdict()
        expected = {"allowed": {True}, "denied": {False}, "cannot_tell": {True, False}}[verdict.outcome]
        return self.answers(stop_at_two=verdict.is_open) != expected, verdict.is_open


def _is_doubtful(policy):
    known = policy["calloutType"].lower() in callout_readings.TYPES and not set(policy) - callout_readings.MEMBERS
    return (
        not known
        or policy["outboundAccess"] not in ("Allow", "Deny")
        or callout_readings.is_doubtful(policy["calloutUriRegex"])
    )


def draw(chance: random.Random) -> Case:
    """A case, with one policy at most that services may take or leave."""
    kind = chance.choice(list(SUFFIXES))
    suffix = SUFFIXES[kind].replace("blob", chance.choice(("blob", "dfs")))
    use = uses.from_option({"type": kind, "uri": f"{chance.choice('abc')}.{suffix}"})
    if chance.random() < 0.15:
        names = dict.fromkeys(_name(chance, use, suffix) for _entry in range(chance.randint(1, 3)))
        doubtful = [name for name in names if callout_readings.is_doubtful(name)]
        names = tuple(name for name in names if name not in doubtful[1:])
        return Case(use, names, (), tails(kind, (f"x.{suffix}", names[0].replace("*", "x"))))
    given = [_policy(chance, use, suffix) for _policy_ in range(chance.randint(0, 4))]
    doubtful = [policy for policy, _found in given if _is_doubtful(policy)]
    kept = [(policy, found) for policy, found in given if policy not in doubtful[1:]]
    return Case(use, (), tuple(policy for policy, _found in kept), tails(kind, tuple(found for _policy, found in kept)))


def tails(kind, found):
    """What follows a host in a URI, with each text in the places where a pattern may find it."""
    more = (*found, *FOUND.get(kind, ()), f".{SUFFIXES[kind]}")
    forms = ("/{}", "/x{}", "/{}/", "/x/{}/y", "/100%/{}", "?{}", "?/{}", "?/{}/", "?100%/{}")
    return tuple(dict.fromkeys(("", "/", "/x", "?x=1", *(form.format(text) for text in more for form in forms))))


def _name(chance, use, suffix):
    other = f"{chance.choice('abd')}.{suffix}"
    return chance.choice((use.host, other, other, f"*.{suffix}", use.host.upper(), "*", f"*{suffix}"))


def _policy(chance, use, suffix):
    """A policy, and a text that it is found in."""
    host = use.host if chance.random() < 0.6 else f"{chance.choice('abd')}.{suffix}"
    text, found = chance.choice(_texts(host, suffix))
    kind, access, more = use.type.value, chance.choice(("Allow", "Allow", "Allow", "Deny")), {}
    odd = chance.random()
    if odd < 0.03:
        access = "Audit"
    elif odd < 0.06:
        kind = "everything"
    elif odd < 0.09:
        more = {"ports": ["443"]}
    elif odd < 0.14:
        kind = chance.choice((*SUFFIXES, "genevametrics", kind.upper()))
    return callout_readings.arm(kind, text, access, **more), found


def _texts(host, suffix):
    escaped, tail = re.escape(host), re.escape(suffix)
    proposals_of = [
        (proposals.allow(Use(kind, host, port, "Https")).regex, host)
        for kind, port in ((uses.UseType.WEBAPI, 443), (uses.UseType.SQL, 1433), (uses.UseType.COSMOSDB, 443))
    ]
    return [
        *proposals_of,
        *((text, host) for text in (escaped, rf"{escaped}/?$", rf"^{escaped}$", rf"(?i)^{escaped.upper()}$")),
        *(
            (text, host)
            for text in (escaped.upper(), host, rf"^https://{escaped}(:\d+)?(/.*)?$", rf"^https://{escaped}/")
        ),
        *((text, host) for text in (rf"^({escaped}|x)/?$", rf"^(https://|tcp:)?{escaped}([:,/;].*)?$")),
        (rf"//{escaped}", f"/{host}"),
        *((text, f"x.{suffix}") for text in (rf"[a-z0-9-]+\.{tail}/?$", rf"\.{tail}$", rf"^[^.]+\.{tail}$")),
        *((text, f"x.{suffix}") for text in (f"*.{suffix}", "*", f"*{suffix}", "?*", rf"\w{{1,20}}\.{tail}")),
        *((text, "secret") for text in ("secret", "(?i)SECRET", "^.*secret")),
        *((r"/se[cx]ret$", "sexret"), (r"(se|x)cret/?$", "xcret"), ("python/?", "python")),
        *((text, f"{host}/python/") for text in (rf"{escaped}/python/", r"/(python|r)/.*$")),
        *((text, "x") for text in (".*", ".+", "^.*$", "", "x{0,3}", r"[\w.:/?=;, @-]*", *callout_readings.FOREIGN)),
        *((text, "x") for text in ("^tcp:", rf"^Server=tcp:{escaped},1433;", "^[A-Za-z]+=", "=", ";", "^https:")),
    ]
