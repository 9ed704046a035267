# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Azure CLI knows: its active account and cloud."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

from ..._plan.values import json_texts
from ..wire.clouds import Cloud, https_url, known
from ..wire.errors import LoginFailed

DOING = "log in with the Azure CLI"
# As an option or with a sign between them: in "The refresh token has expired" it is a mere word.
_NAMED_SECRET = re.compile(
    r"(--[\w-]*(?:password|secret|token)\s+|\s-p\s+|(?:password|secret|token)\b['\"]?\s*[=:]\s*)\S+", re.IGNORECASE
)
TIMEOUT = 60  # seconds; az starts slowly, above all on a busy control node


def account() -> dict[str, Any]:
    """Return `az account show`: `id` is the active subscription."""
    return _ask("account", "show")


def cloud() -> Cloud:
    """Return the cloud az is set to, whatever its name; one that has no name here names whom tokens are for.

    Raise LoginFailed when az cannot be asked, or does not name the cloud's endpoints.
    """
    answer = _ask("cloud", "show")
    endpoints = answer.get("endpoints") or {}
    manager, authority = https_url(endpoints.get("resourceManager")), https_url(endpoints.get("activeDirectory"))
    if not manager or not authority:
        raise LoginFailed(DOING, "its active cloud names no resource manager or login endpoint")
    audience = endpoints.get("activeDirectoryResourceId")
    return known(manager) or Cloud(str(answer.get("name")), manager, authority, str(audience) if audience else None)


def require(passed_over: str = "") -> None:
    """Raise LoginFailed where there is no az; `passed_over` says why nothing better was to be had."""
    if not shutil.which("az"):
        raise LoginFailed(
            DOING,
            f"{passed_over}, and there is no az command here" if passed_over else "there is no az command here",
            advice=("Give O(client_id), O(secret) and O(tenant), or install the CLI."),
        )


def _ask(*words: str) -> dict[str, Any]:
    command = ["az", *words, "--output", "json"]
    try:
        # pylint: disable-next=ansible-bad-function  # -- no module is known here, and its run_command has no timeout
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=True)
        answer = json_texts.parsed(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        said = told(getattr(error, "stderr", None) or "")
        raise LoginFailed(DOING, f"az {' '.join(words)} said: {said}", advice="Run az login.") from error
    return answer if isinstance(answer, dict) else {}


def told(stderr: str) -> str:
    """What az calls an error, else all that it says: it warns of much besides. Values that follow the name of a secret
    are left out, since az repeats the command line it does not understand.
    """
    lines = [" ".join(line.split()) for line in stderr.splitlines()]
    said = [line for line in lines if line.startswith("ERROR: ")] or lines
    return _NAMED_SECRET.sub(r"\1********", " ".join(filter(None, said))) or "no answer"
