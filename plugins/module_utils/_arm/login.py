# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who logs in where: options and environment variables joined into one frozen value. Nothing is contacted here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import LoginFailed

SECRET, CLI = "client secret", "Azure CLI"
# Option -> variables, the first set one counts. The names are azure.azcollection's, then azure-identity's.
VARIABLES = {
    "auth_source": ("ANSIBLE_AZURE_AUTH_SOURCE",),
    "subscription_id": ("AZURE_SUBSCRIPTION_ID",),
    "client_id": ("AZURE_CLIENT_ID",),
    "secret": ("AZURE_SECRET", "AZURE_CLIENT_SECRET"),
    "tenant": ("AZURE_TENANT", "AZURE_TENANT_ID"),
    "cloud_environment": ("AZURE_CLOUD_ENVIRONMENT",),
    "cert_validation_mode": ("AZURE_CERT_VALIDATION_MODE",),
    "disable_instance_discovery": ("AZURE_DISABLE_INSTANCE_DISCOVERY",),
}
_SECRET_KEYS = ("client_id", "secret", "tenant")
_SOURCES = ("auto", "env", "cli")


@dataclass(frozen=True)
class Login:
    """One way to log in; `kind` is the client secret or the Azure CLI. `cloud` None means not named."""

    kind: str
    subscription_id: str | None
    tenant: str | None
    client_id: str | None
    secret: str | None = field(repr=False)
    cloud: str | None
    verify: bool
    disable_instance_discovery: bool


def resolve(options: Mapping[str, Any], environment: Mapping[str, str]) -> Login:
    """Return the login that options and variables describe; raise LoginFailed for an incomplete one.

    An option beats its variable, key by key; an empty string counts as not set, since AWX hands blank
    fields over as empty variables.
    """
    found = {name: _value(name, options, environment) for name in VARIABLES}
    source = (found["auth_source"] or "auto").lower()
    if source not in _SOURCES:
        raise LoginFailed("log in", f"auth_source '{source}' is not known", advice=f"Use {', '.join(_SOURCES)}.")
    given = [name for name in _SECRET_KEYS if found[name]]
    kind = CLI if source == "cli" or (source == "auto" and not given) else SECRET
    if kind == SECRET:
        _require_complete(found, given)
    return Login(
        kind=kind,
        subscription_id=found["subscription_id"],
        tenant=found["tenant"],
        client_id=found["client_id"],
        secret=found["secret"] if kind == SECRET else None,
        cloud=found["cloud_environment"],
        verify=_validates(found["cert_validation_mode"]),
        disable_instance_discovery=_boolean(found["disable_instance_discovery"]),
    )


def _value(name: str, options: Mapping[str, Any], environment: Mapping[str, str]) -> str | None:
    candidates = [options.get(name), *(environment.get(variable) for variable in VARIABLES[name])]
    texts = [str(candidate).strip() for candidate in candidates if candidate is not None]
    return next((text for text in texts if text), None)


def _require_complete(found: Mapping[str, str | None], given: list[str]) -> None:
    missing = [name for name in _SECRET_KEYS if name not in given]
    if missing:
        wanted = " and ".join(f"{name} ({' or '.join(VARIABLES[name])})" for name in missing)
        have = f"{' and '.join(given)} given, but " if given else ""
        raise LoginFailed(
            "log in",
            f"{have}{wanted} {'is' if len(missing) == 1 else 'are'} missing",
            advice="Give client_id, secret and tenant together, or none of them to use the Azure CLI.",
        )


def _validates(mode: str | None) -> bool:
    if mode is not None and mode.lower() not in ("validate", "ignore"):
        raise LoginFailed("log in", f"cert_validation_mode '{mode}' is neither validate nor ignore")
    return mode is None or mode.lower() == "validate"


def _boolean(text: str | None) -> bool:
    word = (text or "false").lower()
    if word in ("true", "yes", "on", "1", "t", "y"):
        return True
    if word in ("false", "no", "off", "0", "f", "n"):
        return False
    raise LoginFailed("log in", f"disable_instance_discovery '{text}' is neither true nor false")
