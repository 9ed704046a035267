# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracles of callouts: one service for each way in which Microsoft's pages may be read, asked with one text at a time.

From "Callout policy" (2024-12-23), "Restrict outbound access" (2025-12-01 and 2022-11-13) and the pages of the plugins;
what an expression matches is left to Python's `re`. Where a text or a member is beyond what libraries share, a service
may leave that policy out, or take it either way: so a case has one such policy at most.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass

TYPES = (
    *("kusto", "sql", "cosmosdb", "external_data", "azure_digital_twins", "sandbox_artifacts", "webapi", "mysql"),
    *("postgresql", "azure_openai", "genevametrics"),
)
MEMBERS = {"calloutUriRegex", "calloutType", "outboundAccess", "calloutId"}
PREDEFINED = (
    ("kusto", r"[a-z0-9]{3,22}\.(\w+\.)?kusto(mfa)?\.windows\.net/?$"),
    (
        "kusto",
        r"^https://[a-z0-9]{3,22}\.[a-z0-9-]{1,50}\.(kusto\.azuresynapse|kustodev\.azuresynapse-dogfood)\.net/?$",
    ),
    (
        "kusto",
        r"^https://([A-Za-z0-9]+\.)?(ade|adx)\.(int\.|aimon\.)?(applicationinsights|loganalytics|monitor)\.(io|azure\.com)/",
    ),
    ("sql", r"[a-z0-9][a-z0-9\-]{0,61}[a-z0-9]?\.database\.windows\.net/?$"),
    ("sql", r"[a-z0-9-]{0,61}?(-ondemand)?\.sql\.azuresynapse(-dogfood)?\.net/?$"),
    ("external_data", ".*"),
    ("azure_digital_twins", r"[A-Za-z0-9\-]{3,63}\.api\.[A-Za-z0-9]+\.digitaltwins\.azure\.net/?$"),
)
# Python has an opinion about these; that of another library is another one, or takes for ever.
FOREIGN = ("", "(?=x).*", r"\bblob", "a{,3}", "(a+)+$", "x(?i)y", "[[:alpha:]]+")
LEFT_OUT, ALLOWS, DENIES = "left out", "allows", "denies"


@dataclass(frozen=True)
class Asked:
    """One callout: what a service may hold a pattern against."""

    kind: str
    host: str
    origin: str
    uri: str
    connection: str


@dataclass(frozen=True)
class Service:
    """A service that reads its policies in one way. `names_with` is what `*` stands for in a pattern of names, None
    where there are none of those; `doubtful` is what becomes of a policy that is beyond what libraries share.
    """

    keeps_predefined: bool
    looks_at: str
    whole: bool
    names_with: str | None
    ignores_case: bool
    doubtful: str = LEFT_OUT

    def allows(self, asked, names=(), policies=()):
        """True when a restricted cluster with one of the two lists lets the callout out."""
        if names:
            return self._by_names(asked, names)
        denied = allowed = False
        for policy in (*policies, *self.predefined()):
            says = self._says(policy, asked)
            denied, allowed = denied or says == DENIES, allowed or says == ALLOWS
        return allowed and not denied

    def predefined(self):
        """The policies that this service adds to those that were given."""
        return [arm(kind, regex) for kind, regex in PREDEFINED] if self.keeps_predefined else []

    def _by_names(self, asked, names):
        if asked.kind == "webapi":  # "FQDN-based allow lists do not support webapi callouts"
            return self.allows(asked)
        others = [arm(asked.kind, name) for name in names if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name)]
        return asked.host in names or self.allows(asked, policies=others)

    def _says(self, policy, asked):
        known = policy["calloutType"].lower() in TYPES and not set(policy) - MEMBERS
        concerned = policy["calloutType"].lower() == asked.kind or policy["calloutType"].lower() not in TYPES
        match = concerned and self._matches(policy["calloutUriRegex"], asked)
        sure = known and policy["outboundAccess"] in ("Allow", "Deny")
        if not match or (not sure and self.doubtful == LEFT_OUT):
            return LEFT_OUT
        return {"Allow": ALLOWS, "Deny": DENIES}.get(policy["outboundAccess"], self.doubtful)

    def _matches(self, text, asked):
        if self.names_with is not None and re.fullmatch(r"[\w*-]+(\.[\w*-]+)*", text, re.ASCII):
            regex = self.names_with.join(map(re.escape, text.split("*")))
            return matches(regex, asked.host, True, self.ignores_case)
        if is_doubtful(text):
            return self.doubtful != LEFT_OUT
        return matches(text, getattr(asked, self.looks_at), self.whole, self.ignores_case)


@functools.lru_cache(maxsize=1_000_000)
def matches(regex, text, whole, ignores_case):
    """Whether an expression matches a text, or is found in it."""
    compiled = re.compile(regex, re.IGNORECASE if ignores_case else 0)
    return bool(compiled.fullmatch(text) if whole else compiled.search(text))


@functools.cache
def is_doubtful(text):
    """True for what is no regular expression, or not the same one everywhere."""
    if text in FOREIGN:
        return True
    try:
        re.compile(text)
    except re.error:
        return True
    return False


def arm(kind, regex, access="Allow", **more):
    """A policy as ARM has it."""
    return {"calloutType": kind, "calloutUriRegex": regex, "outboundAccess": access, **more}


def services(doubtful=(LEFT_OUT, ALLOWS, DENIES)):
    """Every service, and every one of them for each thing that may become of what is doubtful."""
    axes = (
        (True, False),
        ("host", "origin", "uri", "connection"),
        (True, False),
        (None, "[^.]*", ".*"),
        (True, False),
        doubtful,
    )
    return tuple(itertools.starmap(Service, itertools.product(*axes)))


def asked_of(kind, host, tails, port=None):
    """Callouts of a type to a host, in the forms that the page of each plugin has them; a tail is whatever follows in a
    URI, or stands as a value in a connection string.
    """
    if kind in ("sql", "mysql", "postgresql"):
        return list(_of_databases(kind, host, tails, port))
    return list(_of_the_web(kind, host, tails, port))


def _of_databases(kind, host, tails, port):
    port = port or {"sql": 1433, "mysql": 3306, "postgresql": 5432}[kind]
    key = "Host" if kind == "postgresql" else "Server"
    places = [host, f"{host},{port}", f"{host}:{port}"]
    places += [f"tcp:{host},{port}", f"tcp:{host}"] if kind == "sql" else []
    values = ["Fabrikam", *(tail.replace(";", "") for tail in tails)]
    for place in places:
        for name, value in itertools.product((key, key.lower(), key.upper()), values):
            yield Asked(kind, host, f"https://{host}/", place, f"{name}={place};Database={value}")
        for end in ("", ";"):
            yield Asked(kind, host, f"https://{host}/", place, f"{key}={place}{end}")
            yield Asked(kind, host, f"https://{host}/", place, f"{key} = {place}{end}")
        yield Asked(kind, host, f"https://{host}/", place, f"{key} = {place};User ID=me;Password=secret;")


def _of_the_web(kind, host, tails, port):
    usual = port is None
    authority = host if usual else f"{host}:{port}"
    origin = f"https://{authority}/"
    # The usual port may be said, and another one has to be.
    starts = [f"https://{host}", f"https://{host}:443"] if usual else [f"https://{authority}"]
    if kind == "external_data" and ".dfs." in host:
        starts.append(f"abfss://system@{host}")
    for start in starts:
        for tail in tails:
            uri = f"{start}{tail}" if start.startswith("https") or tail[:1] in ("", "/") else f"{start}/{tail}"
            if kind == "cosmosdb":
                value = tail.replace(";", "") or "Fabrikam"
                end = "/" if tail.startswith("/") else ""
                for name in ("AccountEndpoint", "accountendpoint"):
                    yield Asked(kind, host, origin, uri, f"{name}={start}{end};Database={value}")
            else:
                yield Asked(kind, host, origin, uri, f"{uri};impersonate" if "/" in tail else uri)
