# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Named blocks of options; a doc fragment of the same name describes each. compose() joins them to a spec."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from .._plan.callouts.policies import Access as CalloutAccess
from .._plan.check.catalogue import Severity
from .._plan.check.findings import NEVER
from .._plan.documents.rule_collections import CollectionKind
from .._plan.leaving.request import PublicAccess
from .._plan.lockdown import request
from .._plan.needs.dependencies import HTTP, HTTPS, MSSQL, TCP
from .._plan.needs.uses import UseType
from .._plan.templates.tree import Language
from .._plan.values.words import OutboundState, Word, plain

Spec = dict[str, Any]


def values(words: Iterable[Word]) -> list[str]:
    """The texts of these words, as an option takes them."""
    return [word.value for word in words]


_TEXTS: Spec = {"type": "list", "elements": "str"}
_DEPENDENCY: Spec = {
    "fqdn": {"type": "str", "required": True},
    "port": {"type": "int", "required": True},
    "protocol": {"type": "str", "choices": [HTTPS, HTTP, MSSQL, TCP]},
}
_USE: Spec = {
    "type": {"type": "str", "required": True, "choices": values(UseType)},
    "uri": {"type": "str", "required": True},
}
_TYPES: dict[str, Spec] = {  # of a field of the request: what the option of its name takes
    "bool": {"type": "bool"},
    "int": {"type": "int"},
    "str": {"type": "str"},
    "raw": {"type": "raw"},
    "tuple[str, ...]": _TEXTS,
    "frozenset[str]": _TEXTS,
    "tuple[Use, ...]": {"type": "list", "elements": "dict", "options": _USE},
    "tuple[Dependency, ...]": {"type": "list", "elements": "dict", "options": _DEPENDENCY},
    "Mapping[str, str]": {"type": "dict"},
}


def decisions(part: type, *names: str) -> Spec:
    """The options that are fields of the request, all of a part or those that are named; a field says what its option
    takes, and its default.
    """
    return {
        field.name: _option("raw" if field.name in _RAW else str(field.type), field.default)
        for field in fields(part)
        if field.name in names or not names
    }


_RAW = frozenset({"rule_collection_group"})  # a text in the request, and more than that as it is given


def _option(type_: str, default: Any) -> Spec:
    option = dict(_TYPES[type_.removesuffix(" | None")])
    if isinstance(default, Word):
        option["choices"] = values(type(default))
    if default is not None:
        option["default"] = plain(tuple(default) if isinstance(default, frozenset) else default)
    return option


def fail_on(default: str) -> Spec:
    """The option that says from which severity on a finding fails the task."""
    return {"type": "str", "choices": [*values(Severity), NEVER], "default": default}


_API_PROFILES = ["latest", "2019-03-01-hybrid", "2018-03-01-hybrid", "2017-03-09-profile"]
# Defaults are none, so that "given" and "not given" differ; the documented defaults are applied later.
AZURE: Spec = {
    "auth_source": {"type": "str", "choices": ["auto", "cli", "credential_file", "env", "msi"]},
    "profile": {"type": "str"},
    "subscription_id": {"type": "str"},
    "client_id": {"type": "str"},
    "secret": {"type": "str", "no_log": True},
    "tenant": {"type": "str"},
    "ad_user": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "oidc_token": {"type": "str", "no_log": True},
    "oidc_token_file_path": {"type": "path", "no_log": True},
    "x509_certificate_path": {"type": "path", "no_log": True},
    "thumbprint": {"type": "str"},
    "cloud_environment": {"type": "str"},
    "adfs_authority_url": {"type": "str"},
    "cert_validation_mode": {"type": "str", "choices": ["validate", "ignore"]},
    "disable_instance_discovery": {"type": "bool"},
    "api_profile": {"type": "str", "choices": _API_PROFILES, "default": "latest"},
    "log_mode": {"type": "str"},
    "log_path": {"type": "path"},
}
REQUIRED_IF = [("log_mode", "file", ["log_path"])]  # as azure.azcollection has it, for the sake of the same playbooks

_RULE: Spec = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str"},
    "source_addresses": {"type": "list", "elements": "str"},
    "source_ip_groups": {"type": "list", "elements": "str"},
    "target_fqdns": {"type": "list", "elements": "str"},
    "fqdn_tags": {"type": "list", "elements": "str"},
    "protocols": {"type": "list", "elements": "raw"},
    "destination_addresses": {"type": "list", "elements": "str"},
    "destination_fqdns": {"type": "list", "elements": "str"},
    "destination_ip_groups": {"type": "list", "elements": "str"},
    "destination_ports": {"type": "list", "elements": "str"},
}
_RULE_COLLECTIONS: Spec = {
    "rule_collections": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "name": {"type": "str", "required": True},
            "kind": {"type": "str", "required": True, "choices": values(CollectionKind)},
            "priority": {"type": "int"},
            "action": {"type": "str", "choices": ["allow", "deny"], "default": "allow"},
            "rules": {"type": "list", "elements": "dict", "default": [], "options": _RULE},
        },
    },
    "max_removals": {"type": "int"},
}
_PLACE: Spec = {
    "firewall": {"type": "raw"},
    "firewall_policy": {"type": "raw"},
    "resource_group": {"type": "str"},
    "subnet": {"type": "raw"},
    "route_table": {"type": "raw"},
}
_PATHS: Spec = {"type": "list", "elements": "path"}
_TEMPLATES: Spec = {
    "templates": {
        "type": "dict",
        "options": {**dict.fromkeys(values(Language), _PATHS), "name": {"type": "str", "default": "adx"}},
    },
}
_ACCESS: Spec = {
    "state": {"type": "str", "choices": values(OutboundState)},
    "allowed_fqdns": _TEXTS,
    "callout_policies": {
        "type": "list",
        "elements": "dict",
        "options": {
            "type": {"type": "str", "required": True, "choices": values(UseType)},
            "regex": {"type": "str", "required": True},
            "access": {"type": "str", "choices": values(CalloutAccess), "default": CalloutAccess.ALLOW.value},
        },
    },
    "ask_cluster": {"type": "bool", "default": False},
    "validate_connections": {"type": "bool", "default": False},
    "purge": {"type": "bool", "default": False},
    "max_removals": {"type": "int"},
    "accept": {**_TEXTS, "default": []},
}
_EXIT: Spec = {
    "public_network_access": {"type": "str", "choices": values(PublicAccess)},
    "allowed_ip_ranges": _TEXTS,
    "prepared_within": {"type": "float", "default": 4.0},
    "ask_cluster": {"type": "bool", "default": False},
    "accept": {**_TEXTS, "default": []},
}
_BLOCKS: dict[str, Spec] = {
    "azure": AZURE,
    "cluster": {"cluster": {"type": "raw", "required": True}},
    "place": _PLACE,
    "needs": decisions(request.Needs),
    "uses": decisions(request.Uses),
    "lockdown": decisions(request.Lockdown),
    "planning": decisions(request.Planning),
    "state": decisions(request.Request, "state"),
    "tags": decisions(request.Request, "tags"),
    "check": {
        "service_tags": {"type": "raw", "default": False},
        "diagnose": {"type": "bool", "default": False},
        "baseline": {"type": "raw"},
    },
    "templates": _TEMPLATES,
    "evidence": {"evidence": {"type": "raw", "default": False}},
    "approval": {"expect_plan": {"type": "str"}},
    "backup": {"backup": {"type": "path"}},
    "rule_collections": _RULE_COLLECTIONS,
    "access": _ACCESS,
    "exit": _EXIT,
}


def texts(values: Sequence[str], default: Sequence[str] = ()) -> list[str]:
    """Clean a list of strings as surveys and `-e` hand it over: blanks around, empty entries, several in one.

    A list of nothing but blanks is a field that was left empty: the default.
    """
    pieces = [piece.strip() for value in values for piece in str(value).replace(",", "\n").splitlines()]
    return [piece for piece in pieces if piece] or list(default if values else ())


def joined(*blocks: str) -> Spec:
    """The options of these blocks."""
    return {name: option for block in blocks for name, option in _BLOCKS[block].items()}


def compose(*blocks: str, timeout: int, **own: Any) -> Spec:
    """Return the argument spec of a module: its own options, the named blocks, and the deadline in seconds."""
    return {"timeout": {"type": "int", "default": timeout}, **joined(*blocks), **own}
