# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who logs in where: options, profile and environment joined into one frozen value. Nothing is contacted here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..wire.errors import LoginFailed
from .login_names import IDENTITY, SETTINGS, STARTS, VARIABLES, WITHOUT_OPTION
from .login_values import Given, authority, boolean, tenant, text, verifies

SECRET, CLI = "client secret", "Azure CLI"
CERTIFICATE, ASSERTION, TOKEN_FILE = "certificate", "federated token", "federated token file"
PASSWORD, MANAGED_IDENTITY = "user and password", "managed identity"
# The kinds in azure.azcollection's order, and what each needs. So the token file that a cluster puts into every pod
# beats a secret in the same environment.
_KINDS = (
    (ASSERTION, ("client_id", "tenant", "oidc_token")),
    (TOKEN_FILE, ("client_id", "tenant", "oidc_token_file_path")),
    (SECRET, ("client_id", "tenant", "secret")),
    (CERTIFICATE, ("client_id", "tenant", "x509_certificate_path")),
    (PASSWORD, ("ad_user", "password")),
)
_SHARED = ("client_id", "tenant")  # by several kinds; every other key makes it its own kind
_OWN = tuple(name for _kind_, needs in _KINDS for name in needs if name not in _SHARED)
_TAKES = {
    **dict(_KINDS),
    PASSWORD: ("ad_user", "password", *_SHARED),
    MANAGED_IDENTITY: ("client_id",),
    CLI: ("tenant",),
}
# Sources that are no mere places to look for a login: how each logs in, and the options it would leave unused.
_EXPLICIT = {
    "cli": ("as the Azure CLI is logged in", ("profile", "client_id", *_OWN)),
    "msi": ("as the managed identity", ("profile", *_OWN)),
    "env": ("as the environment says", ("profile",)),
}
_SOURCES = ("auto", "env", "credential_file", "cli", "msi")
DEFAULT_PROFILE = "default"

# Returns the section of the credentials file, None when there is no such section or no file.
ReadProfile = Callable[[str], "Mapping[str, str] | None"]


@dataclass(frozen=True)
class Login:
    """One way to log in. `cloud` None means not named; `authority` replaces the cloud's own login endpoint."""

    kind: str
    subscription_id: str | None = None
    tenant: str | None = None
    client_id: str | None = None
    secret: str | None = field(default=None, repr=False)
    ad_user: str | None = None
    password: str | None = field(default=None, repr=False)
    oidc_token: str | None = field(default=None, repr=False)
    oidc_token_file_path: str | None = None
    x509_certificate_path: str | None = None
    certificate_password: str | None = field(default=None, repr=False)
    send_certificate_chain: bool = False
    cloud: str | None = None
    authority: str | None = None
    verify: bool = True
    disable_instance_discovery: bool = False
    passed_over: str = ""  # why it came to the last resort, for the sentence when that is not there either

    @property
    def who(self) -> tuple[str | None, ...]:
        """Who logs in where, without anything secret: what one login sees may be hidden from another."""
        return (self.kind, self.tenant, self.client_id, self.ad_user, self.cloud, self.authority)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know about this way of logging in."""
        if self.kind != PASSWORD:
            return ()
        return (
            "Logging in with O(ad_user) and O(password) is deprecated by Azure and fails where a second factor is"
            " asked.",
        )


def resolve(
    options: Mapping[str, Any], environment: Mapping[str, str], read_profile: ReadProfile = lambda _name: None
) -> Login:
    """Return the login that is described; raise LoginFailed, with what was found where, for an incomplete one.

    An option beats the source key by key, and an empty string counts as not set: AWX hands blank fields over as
    empty variables.
    """
    source = (text(options.get("auth_source")) or _variable("auth_source", environment) or "auto").lower()
    if source not in _SOURCES:
        raise LoginFailed("log in", f"O(auth_source) '{source}' is not known", advice=f"Use {', '.join(_SOURCES)}.")
    _require_use(source, options)
    section = _section(source, options, environment, read_profile)
    names = (*IDENTITY, *SETTINGS, *WITHOUT_OPTION)
    found = {name: given for name in names if (given := _find(name, options, section, environment))}
    kind = _kind(source, section, found)
    values = {name: given.value for name, given in found.items()}
    return Login(
        kind=kind,
        **{name: tenant(given) if name == "tenant" else given.value for name, given in _taken(kind, found).items()},
        subscription_id=values.get("subscription_id"),
        certificate_password=values.get("certificate_password") if kind == CERTIFICATE else None,
        send_certificate_chain=boolean("send_certificate_chain", found.get("send_certificate_chain")),
        cloud=values.get("cloud_environment"),
        authority=authority(found.get("adfs_authority_url") or _authority_host(found)),
        verify=verifies(found.get("cert_validation_mode")),
        disable_instance_discovery=boolean("disable_instance_discovery", found.get("disable_instance_discovery")),
        passed_over=_passed_over(found) if kind == CLI and source == "auto" else "",
    )


def _require_use(source: str, options: Mapping[str, Any]) -> None:
    """Whoever names a source and gives options of another login means one of them, and nobody knows which."""
    how, unused = _EXPLICIT.get(source, ("", ()))
    given = [name for name in unused if text(options.get(name))]
    if given:
        is_ = "is given as an option" if len(given) == 1 else "are given as options"
        raise LoginFailed(
            "log in",
            f"{' and '.join(given)} {is_}, but O(auth_source) {source} logs in {how}",
            advice=f"Leave O(auth_source) out, or {' and '.join(given)}.",
        )


def _section(
    source: str, options: Mapping[str, Any], environment: Mapping[str, str], read_profile: ReadProfile
) -> tuple[str, Mapping[str, str]] | None:
    """The section of the credentials file that is used, with its name; None when the file plays no part."""
    if source in ("cli", "msi"):
        return None
    asked = text(options.get("profile"))
    if not asked and source == "auto" and any(text(options.get(name)) for name in STARTS):
        return None
    asked = asked or _variable("profile", environment)
    if not asked and source == "auto" and not _has_login(options, environment):
        known = read_profile(DEFAULT_PROFILE)
        return (DEFAULT_PROFILE, known) if known and text(known.get("subscription_id")) else None
    if not asked and source != "credential_file":
        return None
    name = asked or DEFAULT_PROFILE
    section = read_profile(name)
    if section is None:
        raise LoginFailed(
            f"log in with profile '{name}'",
            "the credentials file has no such section",
            advice="Add it to the file, or name another profile (AZURE_PROFILE).",
        )
    return name, section


def _has_login(options: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
    """Whether the environment comes before the file: somebody to log in as, and a subscription."""
    subscription = text(options.get("subscription_id")) or _variable("subscription_id", environment)
    return bool(subscription) and any(_variable(name, environment) for name in STARTS)


def _find(
    name: str,
    options: Mapping[str, Any],
    section: tuple[str, Mapping[str, str]] | None,
    environment: Mapping[str, str],
) -> Given | None:
    option = text(options.get(name)) if name not in WITHOUT_OPTION else None
    if option:
        return Given(option, f"option {name}", is_option=True)
    if section and (value := text(section[1].get(name))):
        return Given(value, f"profile {section[0]}", is_option=False)
    if section and name in IDENTITY and name != "subscription_id":
        return None  # the identity of a profile is not mixed with one of the environment
    variable = next((one for one in VARIABLES[name] if text(environment.get(one))), None)
    return Given(str(text(environment[variable])), variable, is_option=False) if variable else None


def _kind(source: str, section: Any, values: Mapping[str, Given]) -> str:
    """The first complete kind; a kind that options begin is the one that is meant, complete or not."""
    if source in ("cli", "msi"):
        return CLI if source == "cli" else MANAGED_IDENTITY
    by_option = {name for name, given in values.items() if given.is_option}
    begun = tuple((kind, needs) for kind, needs in _KINDS if by_option & set(needs) - set(_SHARED))
    complete = [kind for kind, needs in begun or _KINDS if all(name in values for name in needs)]
    if complete:
        return complete[0]
    if source == "auto" and section is None and not begun and not any(name in values for name in STARTS):
        return CLI
    raise _incomplete(begun or _KINDS, values, section)


def _taken(kind: str, given: Mapping[str, Given]) -> dict[str, Given]:
    """What the kind takes of what was found.

    The environment's client and tenant are those of an application: a user that is an option has nothing to do with
    them, and neither has whoever is logged in to the Azure CLI.
    """
    options_only = kind == CLI or (kind == PASSWORD and given["ad_user"].is_option)
    return {
        name: given[name]
        for name in _TAKES[kind]
        if name in given and (given[name].is_option or name not in _SHARED or not options_only)
    }


def _incomplete(
    kinds: tuple[tuple[str, tuple[str, ...]], ...], given: Mapping[str, Given], section: Any
) -> LoginFailed:
    """Name what was found where, and what the nearest kind of login still lacks."""
    have = _found(given)
    nearest = max(kinds, key=lambda kind: (sum(name in given for name in kind[1]), kind[0] == SECRET))
    lacking = [name for name in nearest[1] if name not in given]
    words = [f"{name} ({' or '.join(VARIABLES[name])})" for name in lacking]
    lacks = f"{' and '.join(words)} {'is' if len(words) == 1 else 'are'}"
    if lacking == ["secret"]:
        lacks = f"{words[0]}, or a certificate or federated token in its place, is"
    place = f"in profile {section[0]} or as options" if section else "as options or variables"
    return LoginFailed(
        "log in",
        f"{have} given, but {lacks} missing" if have else f"{lacks} missing",
        advice=f"Give O(client_id), O(secret) and O(tenant) together {place}, or another complete set.",
    )


def _found(given: Mapping[str, Given]) -> str:
    names = [name for name in IDENTITY if name in given and name not in ("subscription_id", "thumbprint")]
    return ", ".join(f"{name} ({given[name].origin})" for name in names)


def _passed_over(given: Mapping[str, Given]) -> str:
    have = _found(given)
    return (
        f"{have} given, but neither O(client_id) nor O(ad_user)"
        if have
        else "neither O(client_id) nor O(ad_user) is given"
    )


def _authority_host(given: Mapping[str, Given]) -> Given | None:
    """The webhook of workload identity sets this one in every pod, so it only counts when no cloud was named."""
    return None if "cloud_environment" in given else given.get("authority_host")


def _variable(name: str, environment: Mapping[str, str]) -> str | None:
    return next((value for one in VARIABLES[name] if (value := text(environment.get(one)))), None)
