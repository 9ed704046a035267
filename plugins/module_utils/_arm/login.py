# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who logs in where: options, profile and environment joined into one frozen value. Nothing is contacted here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import LoginFailed
from .login_names import IDENTITY, SETTINGS, VARIABLES, WITHOUT_OPTION

SECRET, CLI = "client secret", "Azure CLI"
CERTIFICATE, ASSERTION, TOKEN_FILE = "certificate", "federated token", "federated token file"
PASSWORD, MANAGED_IDENTITY = "user and password", "managed identity"
# The kinds in azure.azcollection's order, and what each needs; the last key is what makes it that kind. So the token
# file that a cluster puts into every pod beats a secret in the same environment.
_KINDS = (
    (ASSERTION, ("client_id", "tenant", "oidc_token")),
    (TOKEN_FILE, ("client_id", "tenant", "oidc_token_file_path")),
    (SECRET, ("client_id", "tenant", "secret")),
    (CERTIFICATE, ("client_id", "tenant", "x509_certificate_path")),
    (PASSWORD, ("ad_user", "password")),
)
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
            "Logging in with ad_user and password is deprecated by Azure and fails where a second factor is asked.",
        )


@dataclass(frozen=True)
class _Given:
    """One value and where it was found."""

    value: str
    origin: str
    is_option: bool


def resolve(
    options: Mapping[str, Any], environment: Mapping[str, str], read_profile: ReadProfile = lambda _name: None
) -> Login:
    """Return the login that is described; raise LoginFailed, with what was found where, for an incomplete one.

    An option beats the source key by key, and an empty string counts as not set: AWX hands blank fields over as
    empty variables.
    """
    source = (_text(options.get("auth_source")) or _variable("auth_source", environment) or "auto").lower()
    if source not in _SOURCES:
        raise LoginFailed("log in", f"auth_source '{source}' is not known", advice=f"Use {', '.join(_SOURCES)}.")
    section = _section(source, options, environment, read_profile)
    names = (*IDENTITY, *SETTINGS, *WITHOUT_OPTION)
    found = {name: given for name in names if (given := _find(name, options, section, environment))}
    kind = _kind(source, section, found)
    values = {name: given.value for name, given in found.items()}
    return Login(
        kind=kind,
        **{name: values.get(name) for name in _needed(kind)},
        subscription_id=values.get("subscription_id"),
        certificate_password=values.get("certificate_password") if kind == CERTIFICATE else None,
        send_certificate_chain=_boolean("send_certificate_chain", values),
        cloud=values.get("cloud_environment"),
        authority=values.get("adfs_authority_url") or _authority_host(values),
        verify=_validates(values.get("cert_validation_mode")),
        disable_instance_discovery=_boolean("disable_instance_discovery", values),
    )


def _section(
    source: str, options: Mapping[str, Any], environment: Mapping[str, str], read_profile: ReadProfile
) -> tuple[str, Mapping[str, str]] | None:
    """The section of the credentials file that is used, with its name; None when the file plays no part."""
    if source in ("cli", "msi"):
        return None
    asked = _text(options.get("profile"))
    if not asked and source != "credential_file" and any(_text(options.get(name)) for name in IDENTITY):
        return None
    asked = asked or _variable("profile", environment)
    if source == "auto" and not asked and not any(_variable(name, environment) for name in IDENTITY):
        known = read_profile(DEFAULT_PROFILE)
        return (DEFAULT_PROFILE, known) if known else None
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


def _find(
    name: str,
    options: Mapping[str, Any],
    section: tuple[str, Mapping[str, str]] | None,
    environment: Mapping[str, str],
) -> _Given | None:
    option = _text(options.get(name)) if name not in WITHOUT_OPTION else None
    if option:
        return _Given(option, f"option {name}", is_option=True)
    if section and (value := _text(section[1].get(name))):
        return _Given(value, f"profile {section[0]}", is_option=False)
    if section and name in IDENTITY and name != "subscription_id":
        return None  # the identity of a profile is not mixed with one of the environment
    variable = next((one for one in VARIABLES[name] if _text(environment.get(one))), None)
    return _Given(str(_text(environment[variable])), variable, is_option=False) if variable else None


def _kind(source: str, section: Any, found: Mapping[str, _Given]) -> str:
    if source == "msi":
        return MANAGED_IDENTITY
    if source == "cli":
        return CLI
    complete = [(kind, needs) for kind, needs in _KINDS if all(name in found for name in needs)]
    if complete:
        by_option = [kind for kind, needs in complete if found[needs[-1]].is_option]
        return (by_option or [kind for kind, _needs in complete])[0]
    begun = [name for name in IDENTITY if name in found and name not in ("subscription_id", "thumbprint")]
    if source == "auto" and not begun and section is None:
        return CLI
    raise _incomplete(begun, found, section)


def _incomplete(begun: list[str], found: Mapping[str, _Given], section: Any) -> LoginFailed:
    """Name what was found where, and what the nearest kind of login still lacks."""
    have = ", ".join(f"{name} ({found[name].origin})" for name in begun)
    nearest = max(_KINDS, key=lambda kind: (sum(name in found for name in kind[1]), kind[0] == SECRET))
    lacking = [name for name in nearest[1] if name not in found]
    words = [f"{name} ({' or '.join(VARIABLES[name])})" for name in lacking]
    lacks = f"{' and '.join(words)} {'is' if len(words) == 1 else 'are'}"
    if lacking == ["secret"]:
        lacks = f"{words[0]}, or a certificate or federated token in its place, is"
    place = f"in profile {section[0]} or as options" if section else "as options or variables"
    return LoginFailed(
        "log in",
        f"{have} given, but {lacks} missing" if have else f"{lacks} missing",
        advice=f"Give client_id, secret and tenant together {place}, or another complete set.",
    )


def _needed(kind: str) -> tuple[str, ...]:
    if kind in (CLI, MANAGED_IDENTITY):
        return ("tenant",) if kind == CLI else ("client_id",)
    return (*dict(_KINDS)[kind], *(("client_id", "tenant") if kind == PASSWORD else ()))


def _authority_host(values: Mapping[str, str]) -> str | None:
    """The webhook of workload identity sets this one in every pod, so it only counts when no cloud was named."""
    host = values.get("authority_host")
    if not host or values.get("cloud_environment"):
        return None
    return host if "://" in host else f"https://{host}"


def _variable(name: str, environment: Mapping[str, str]) -> str | None:
    return next((text for one in VARIABLES[name] if (text := _text(environment.get(one)))), None)


def _text(value: Any) -> str | None:
    return (str(value).strip() or None) if value is not None else None


def _validates(mode: str | None) -> bool:
    if mode is not None and mode.lower() not in ("validate", "ignore"):
        raise LoginFailed("log in", f"cert_validation_mode '{mode}' is neither validate nor ignore")
    return mode is None or mode.lower() == "validate"


def _boolean(name: str, values: Mapping[str, str]) -> bool:
    text = values.get(name) or "false"
    word = text.lower()
    if word in ("true", "yes", "on", "1", "t", "y"):
        return True
    if word in ("false", "no", "off", "0", "f", "n"):
        return False
    raise LoginFailed("log in", f"{name} '{text}' is neither true nor false")
