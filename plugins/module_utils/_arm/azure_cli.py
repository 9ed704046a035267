# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Azure CLI knows: its active account and cloud."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

from .clouds import Cloud
from .errors import LoginFailed

_TIMEOUT = 60  # seconds; az starts slowly


def account() -> dict[str, Any]:
    """Return `az account show`: `id` is the active subscription."""
    return _ask("account", "show")


def cloud() -> Cloud:
    """Return the cloud az is set to, whatever its name."""
    answer = _ask("cloud", "show")
    endpoints = answer.get("endpoints") or {}
    manager, authority = endpoints.get("resourceManager"), endpoints.get("activeDirectory")
    if not manager or not authority:
        raise LoginFailed("log in with the Azure CLI", "its active cloud names no resource manager or login endpoint")
    return Cloud(str(answer.get("name")), str(manager).rstrip("/"), str(authority).rstrip("/"))


def _ask(*words: str) -> dict[str, Any]:
    doing = "log in with the Azure CLI"
    executable = shutil.which("az")
    if not executable:
        raise LoginFailed(
            doing,
            "no client_id, secret and tenant are given, and there is no az command here",
            advice="Give them as options or as AZURE_CLIENT_ID, AZURE_SECRET and AZURE_TENANT, or install the CLI.",
        )
    try:
        done = subprocess.run(
            [executable, *words, "--output", "json"], capture_output=True, text=True, timeout=_TIMEOUT, check=True
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        said = " ".join((getattr(error, "stderr", None) or "no answer").split())
        raise LoginFailed(doing, f"az {' '.join(words)} said: {said}", advice="Run az login.") from error
    return answer if isinstance(answer, dict) else {}
