# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one value of a login means, and the sentence for one that means nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..._plan.values.blanks import is_blank
from ..wire.clouds import https_url
from ..wire.errors import LoginFailed

_TENANT = re.compile(r"[A-Za-z0-9.-]+")
_TRUE, _FALSE = ("true", "yes", "on", "1", "t", "y"), ("false", "no", "off", "0", "f", "n")


@dataclass(frozen=True)
class Given:
    """One value and where it was found."""

    value: str
    origin: str
    is_option: bool


def text(value: Any) -> str | None:
    """The value without blanks around it; None for nothing and for an empty string, which counts as not set."""
    return None if is_blank(value) else str(value).strip()


def tenant(given: Given) -> str:
    """Return an id or a domain; raise LoginFailed for anything else, since Azure knows no other form."""
    if not _TENANT.fullmatch(given.value):
        raise LoginFailed(
            "log in",
            f"'{given.value}' ({given.origin}) is no tenant",
            advice="A tenant is given by its id or by one of its domains.",
        )
    return given.value


def authority(given: Given | None) -> str | None:
    """Return the URL of a login endpoint, for which the host is enough; raise LoginFailed for what is no https URL."""
    if given is None:
        return None
    url = https_url(given.value if "://" in given.value else f"https://{given.value}")
    if url is None:
        raise LoginFailed(
            "log in",
            f"'{given.value}' ({given.origin}) is no https URL",
            advice="Give the login endpoint without a tenant, such as https://login.example.",
        )
    return url


def verifies(given: Given | None) -> bool:
    """False when certificates are to be ignored; raises LoginFailed for any word but validate and ignore."""
    mode = given.value.lower() if given else "validate"
    if mode not in ("validate", "ignore"):
        raise LoginFailed("log in", f"O(cert_validation_mode) '{mode}' is neither validate nor ignore")
    return mode == "validate"


def boolean(name: str, given: Given | None) -> bool:
    """Return yes or no, of which nothing is no; raise LoginFailed for what is neither."""
    if given is None or given.value.lower() in _FALSE:
        return False
    if given.value.lower() in _TRUE:
        return True
    raise LoginFailed("log in", f"{name} '{given.value}' is neither true nor false")
