# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One answer of the resource manager, its operation included."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .faults import Unanswered

REFUSALS = (400, 409)


@dataclass(frozen=True)
class Answer:
    """`failure` is the error of the operation, None when it ended well or there was none, and `outcome` what one that
    ended well has come to; `call` counts from 0.
    """

    status: int
    headers: Mapping[str, str]
    document: Any
    call: int
    failure: dict[str, Any] | None = None
    outcome: dict[str, Any] | None = None

    @property
    def is_good(self) -> bool:
        """Taken, and its operation succeeded."""
        return self.status < 300 and self.failure is None

    @property
    def code(self) -> str:
        """The code of the error, whichever of the two back ends wrote it; empty when there is none."""
        return str(_lower(self.error).get("code") or "")

    @property
    def error(self) -> dict[str, Any]:
        """The error as it was written, empty when there is none."""
        if self.failure is not None:
            return self.failure
        if not isinstance(self.document, dict):
            return {}
        found = _lower(self.document).get("error")
        return found if isinstance(found, dict) else _model_state(self.document)

    def verdict(self) -> str:
        """Return accept or refuse; anything else, such as a missing permission, answers no question."""
        if self.is_good:
            return "accept"
        if self.status in REFUSALS or self.failure is not None:
            return "refuse"
        raise Unanswered(self.sentence())

    def sentence(self) -> str:
        """Say status and error in words."""
        message = str(_lower(self.error).get("message") or "no text")
        return f"the answer was {self.status} {self.code or 'without a code'}: {message}"


def _model_state(document: Mapping[str, Any]) -> dict[str, Any]:
    """The error inside ASP.NET's form: JSON inside a string, or text that is no JSON."""
    for texts in (document.get("ModelState") or {}).values():
        for text in texts:
            try:
                found = _lower(json.loads(text)).get("error")
            except (ValueError, AttributeError):
                return {"code": "", "message": text}
            if isinstance(found, dict):
                return found
    return {}


def _lower(values: Mapping[str, Any]) -> dict[str, Any]:
    """Members by their lower-case names: front ends have written `Error` as well as `error`."""
    return {name.lower(): value for name, value in values.items()}
