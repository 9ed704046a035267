# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The heart: one request in, one answer out, over a world that lives in memory."""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass

from ..front import metadata
from ..front.faults import first_hit
from ..front.log import Log
from ..front.switches import Switches
from ..identity import identity, managed_identity
from ..kusto import commands, provider
from ..logs import direct
from ..logs import provider as logs
from ..network import service_tags
from ..services import provider as services
from . import (
    actions,
    api_versions,
    appearance,
    bodies,
    deletes,
    errors,
    groups,
    locks,
    operations,
    permissions,
    reads,
    resources,
    writes,
)
from .calls import Call
from .store import Store

OPERATION = re.compile(
    r"/subscriptions/[^/]+/providers/[^/]+/locations/[^/]+/((?:nfv)?operation(?:s|Results))/([^/]+)", re.IGNORECASE
)
GROUP_OPERATION = re.compile(r"/subscriptions/[^/]+/operationresults/([^/]+)", re.IGNORECASE)
HANDLERS = {
    ("GET", "subscription"): groups.subscription,
    ("GET", "groups"): groups.listing,
    ("GET", "group"): groups.group,
    ("DELETE", "group"): groups.delete,
    ("GET", "resources"): resources.listing,
    ("GET", "resource"): reads.resource,
    ("GET", "list"): reads.listing,
    ("PUT", "resource"): writes.put,
    ("DELETE", "resource"): deletes.delete,
    ("POST", "list"): actions.action,
}
COUNTERS = {"GET": ("reads", 11999), "PUT": ("writes", 1199), "DELETE": ("deletes", 14999)}


@dataclass(frozen=True)
class Denial:
    path: str
    method: str | None

    def hits(self, method, path):
        return self.method in (None, "*", method) and re.search(self.path, path, re.IGNORECASE) is not None


class Core:
    def __init__(self, switches=None, clock=time.time, sleep=time.sleep):
        self.lock = threading.RLock()
        self.base_url = "https://localhost"
        self.log_hosts = {}  # where queries of logs are answered, and the URL that tokens for it are for
        self.clock = clock
        self.sleep = sleep  # what a late answer takes; a test may give one that costs no time
        self.tokens = identity.Tokens()
        self.certificates = set()  # thumbprints of the application's certificates
        self.log = Log()
        self.watchers = []  # what a test has hear of every document that is stored
        self.clear(switches or {})

    def clear(self, switches):
        """An empty world. Tokens stay valid: a client that keeps one must not notice."""
        self.store = Store(self.watchers)
        self.operations = operations.Operations()
        self.switches = Switches(**switches)
        self.federated_tokens = [identity.FEDERATED_TOKEN]  # all there ever were; the last one is in force
        self.faults = []
        self.denials = []
        self.turns = Counter()  # how often a path was read, for lists that come in another order each time
        self.queries = []  # when logs were asked for, within the time that a limit of rates is about
        self.others = []  # (which request, what somebody does right after it)
        self.log.clear()

    def now(self):
        """The time by the service's clock."""
        return self.clock() + self.switches.clock_skew

    def denied(self, method, path):
        return any(denial.hits(method, path) for denial in self.denials)

    def service_tag_names(self):
        return service_tags.names(self.store)

    def draw(self, method, path):
        """The fault that is due for this request, if any. A fault for every path means ARM's resources only."""
        with self.lock:
            plain = kind_of(path) == "arm"
            candidates = [fault for fault in self.faults if plain or fault.path != ".*"]
            return first_hit(candidates, method, path)

    def handle(self, method, path, query="", headers=None, body=b"", fault=None):
        """(status, headers, body); the one entrance for requests of clients."""
        with self.lock:
            call = Call(self, method, path, query, headers, body, fault)
            kind = kind_of(path)
            if kind in ("arm", "logs"):  # by their hosts, whatever the path
                kind = "arm" if direct.endpoint(call) is None else "logs"
            status, answer_headers, answer = FRONTS[kind](call)
            self.log.add(method, path, query, status, headers, body, kind)
            if kind == "arm":
                self._let_others_act(method, path)
            return status, answer_headers, answer

    def _let_others_act(self, method, path):
        due = [act for when, act in self.others if when.hits(method, path)]
        for act in due:
            act()


def kind_of(path):
    """What a request is for the log: arm, operation, identity, metadata, logs, or a command to a cluster itself."""
    if commands.matches(path):
        return "command"
    if direct.matches(path):
        return "logs"
    if managed_identity.matches(path):
        return "managed_identity"
    if path.startswith("/metadata/"):
        return "metadata"
    if identity.matches(path):
        return "identity"
    if OPERATION.fullmatch(path) or GROUP_OPERATION.fullmatch(path):
        return "operation"
    return "arm"


def _arm(call):
    """Front end of ARM around a provider: every answer carries ids, every refusal its body."""
    network = call.target.namespace.lower() == "microsoft.network"
    try:
        _enter(call)
        status, headers, document = _dispatch(call)
    except errors.Refusal as refusal:
        status, headers, document = refusal.status, refusal.headers, refusal.body()
        network = network and "x-ms-failure-cause" not in headers
    else:
        headers, document = appearance.headers(call, headers), appearance.of(call, document)
    text = bodies.text(document, network=network)
    return status, {**_ids(call), **headers, **bodies.content_type(text)}, text


def _ids(call):
    name, left = COUNTERS.get(call.method, COUNTERS["PUT"])
    return {
        "Cache-Control": "no-cache",
        "Pragma": "no-cache",
        "x-ms-request-id": str(uuid.uuid4()),
        "x-ms-correlation-request-id": call.headers.get("x-ms-correlation-request-id") or str(uuid.uuid4()),
        f"x-ms-ratelimit-remaining-subscription-{name}": str(left),
    }


def _enter(call):
    """What ARM checks before any provider hears of the request."""
    if call.fault is not None and call.fault.kind in ("expire_token", "claims_challenge"):
        call.core.tokens.expire_all()
    if call.fault is not None and call.fault.kind == "claims_challenge":
        raise identity.challenged(call)
    identity.check_bearer(call)
    refusal = call.fault and call.fault.refusal(call.method, call.target.subscription, call.target.path)
    if refusal:
        raise refusal
    api_versions.check(call)
    if call.target.subscription:
        groups.check_subscription(call)
    if logs.is_query(call.target):
        return
    if call.core.denied(call.method, call.target.path) or not permissions.allowed(call, call.action()):
        raise identity.forbidden(call)


def _dispatch(call):
    found = OPERATION.fullmatch(call.target.path)
    if found and call.method == "GET":
        return operations.answer(call, found[1], found[2])
    found = GROUP_OPERATION.fullmatch(call.target.path)
    if found and call.method == "GET":
        return groups.operation_result(call, found[1])
    if call.target.path.rstrip("/").lower() == "/subscriptions":
        return groups.subscriptions(call)
    if call.target.shape == "unknown":
        text = "The request did not have a subscription or a valid tenant level resource provider."
        raise errors.front(404, "MissingSubscription", text)
    if locks.is_one(call.target):
        return locks.answer(call)
    if not (logs.is_query(call.target) and call.switches.log_query_locked == "accept"):
        locks.check(call)
    handler = provider.handler(call) or services.handler(call) or logs.handler(call)
    handler = handler or HANDLERS.get((call.method, call.target.shape))
    if handler is None:
        raise errors.no_method(call.method)
    return handler(call)


FRONTS = {
    "arm": _arm,
    "operation": _arm,
    "identity": identity.answer,
    "managed_identity": managed_identity.answer,
    "metadata": metadata.answer,
    "command": commands.answer,
    "logs": direct.answer,
}
