# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan hash that stands in a file, read as each language writes it, and never guessed at."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..values import json_texts

# At the beginning of a line, where nothing of anybody's text can be: that is in strings and comments, in one line each.
_LINE = re.compile(r"^(?:# plan hash: ([0-9a-f]{64})|metadata planHash = '([0-9a-f]{64})')$", re.MULTILINE)
_HASH = re.compile(r"[0-9a-f]{64}")
_MEMBER = "planHash"


def of_text(text: str) -> str | None:
    """Return the plan hash of a file of Terraform, Bicep or ARM; None where it has none, or more than one."""
    if text.lstrip().startswith("{"):
        return _of_json(text)
    found = [terraform or bicep for terraform, bicep in _LINE.findall(text)]
    return found[0] if len(found) == 1 else None


def _of_json(text: str) -> str | None:
    """That of a template is among its metadata, that of a fragment beside its parts."""
    try:
        document = json_texts.parsed(text)
    except ValueError:
        return None
    if not isinstance(document, Mapping):
        return None
    within = document.get("metadata", document)
    found = within.get(_MEMBER) if isinstance(within, Mapping) else None
    return found if isinstance(found, str) and _HASH.fullmatch(found) else None
