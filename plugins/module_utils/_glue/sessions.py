# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From options to a login and its session, the same for modules and for plugins of the controller."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from typing import Any

from ansible.module_utils.ansible_release import __version__ as core_version

from .._arm.login import login, profiles
from .._arm.login.login import Login
from .._arm.login.secrets import Secrets
from .._arm.login.session import Session
from .._arm.wire.errors import UnknownHost
from .._arm.wire.patience import Patience, Tell
from .._plan.values.version import VERSION

_TIMEOUT = 20  # seconds; a wrong address should not be tried for as long as a firewall may take


def resolve(options: Mapping[str, Any], secrets: Secrets) -> Login:
    """Return the login that options, profile and environment describe; nobody is contacted. Whatever is or may be a
    secret among them goes into `secrets` first.
    """
    secrets.hide_all(options)
    secrets.hide_environment(os.environ)

    def read_profile(name: str) -> Mapping[str, str] | None:
        section = profiles.read(name)
        secrets.hide_all(section or {})
        return section

    return login.resolve(options, os.environ, read_profile)


def log_in(
    who: Login, timeout: float, warn: Callable[[str], None], secrets: Secrets, tell: Tell | None = None
) -> Session:
    """Return the session of a login, made within its share of `timeout` seconds; `tell` hears what is waited for, and
    its tokens go into `secrets`.
    """
    # Python prints warnings of a library that logs to nobody, and the error says the same.
    logging.getLogger("azure").addHandler(logging.NullHandler())
    for warning in who.warnings:
        warn(warning)
    patience = Patience(timeout, tell=tell)
    brief = patience.within(_TIMEOUT)
    return brief.read(lambda: Session(who, user_agent(os.environ), patience, secrets.hide), never=(UnknownHost,))


def user_agent(environment: Mapping[str, str]) -> str:
    """Return our name, Ansible's, and what the environment wants appended, as azure.azcollection does."""
    appended = (environment.get("AZURE_HTTP_USER_AGENT"), environment.get("VSCODEEXT_USER_AGENT"))
    return " ".join(filter(None, (f"adx.outbound/{VERSION}", f"Ansible/{core_version}", *appended)))
