# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sentence tells to type, and nothing else: a reader that knows no more than the sentence says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

UNSAID = object()  # the sentence gives no value: it is for the reader to find, and a row of a test has it
_VALUE = r"(\[[^\]]*\]|\{[^}]*\}|[^\s,;]+)"


class Unclear(AssertionError):
    """Nobody could follow this sentence."""


def followed(sentence: str, name: str, given: Mapping[str, Any], value: Any = UNSAID) -> dict[str, Any]:
    """Return what was given, with what the sentence, as it was shown, tells to do about the option or variable `name`.

    `name: value` is typed as YAML; "leave it out" or "take it back" takes it away, "add x to" and "leave x out of" are
    about a list. For a sentence that only says to give, raise or choose it, `value` is what the reader finds.
    """
    sentence = re.sub(rf"\b{name} \([A-Z_]+\)", name, sentence)  # the environment variable beside a login's option
    if not re.search(rf"\b{name}\b", sentence):
        raise Unclear(f"{name} is not named: {sentence}")
    typed = _typed(sentence, name)
    anew = [one for one in typed if not _has(given.get(name), one)]
    if anew:
        return {**given, name: _joined(given, name, anew[-1])}
    if found := re.search(rf"\b[Aa]dd (\w+) to {name}\b", sentence):
        return {**given, name: [*given.get(name, ()), found[1]]}
    if found := re.search(rf"\b[Ll]eave (\w+) out of {name}\b", sentence):
        return {**given, name: [one for one in given[name] if one != found[1]]}
    if value is not UNSAID:
        return {**given, name: value}
    if re.search(rf"\b[Ll]eave ({name}|it|one of them|both of them) out\b|\b[Tt]ake back the option", sentence):
        return {kept: one for kept, one in given.items() if kept != name}
    if typed:
        return dict(given)
    raise Unclear(f"nothing is said about what to do with {name}: {sentence}")


def _typed(sentence: str, name: str) -> list[Any]:
    return [yaml.safe_load(one.rstrip(".")) for one in re.findall(rf"\b{name}: {_VALUE}", sentence)]


def _has(there: Any, value: Any) -> bool:
    """True where what a sentence writes is what was given already, and so no more than what it is about."""
    return there == value or (isinstance(value, list) and isinstance(there, list) and set(value) <= set(there))


def _joined(given: Mapping[str, Any], name: str, value: Any) -> Any:
    """A risk is accepted, and an address skipped, besides those that are already."""
    return [*(given.get(name) or ()), *value] if name.endswith(("accept", "skip_addresses")) else value
