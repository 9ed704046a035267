# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as sentences name them: O(name) where a sentence is written, as in Ansible's own documentation, and where it
is shown the word that its reader has typed or can type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_OPTION = re.compile(r"\bO\(([a-z_]+)\)")


def shown(sentence: str, prefix: str = "", others: Mapping[str, str] | None = None) -> str:
    """The sentence with its options as they are called where `prefix` stands before each, such as `egress_`; `others`
    are those that are called something else there.
    """
    named = others or {}
    return _OPTION.sub(lambda found: named.get(found[1], f"{prefix}{found[1]}"), sentence)
