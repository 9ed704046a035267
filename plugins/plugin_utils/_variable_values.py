# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of the role's variables, held to its own specification in short sentences. For the controller only.

Ansible holds them to it, too, and then shows the whole specification behind its sentence; the shipped playbooks turn
that off. A blank is no value, since that is what a survey sends for a question that nobody answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils._plan.report.forms import FORMS
from ..module_utils._plan.templates.tree import Language
from ..module_utils._plan.values.blanks import is_blank

_TAKES = {
    "bool": "true or false",
    "dict": "a dictionary",
    "float": "a number",
    "int": "a whole number",
    "list": "a list",
    "path": "a path",
    "str": "a text",
}
_REPORTS, _EXPORTS = "egress_report_path", "egress_exports"


def complaints(given: Mapping[str, Any], options: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a sentence for each variable whose value is none that it takes; `options` are their specifications."""
    found = (_complaint(name, value, options[name]) for name, value in sorted(given.items()) if not is_blank(value))
    return [one for one in found if one]


def _complaint(name: str, value: Any, option: Mapping[str, Any]) -> str:
    if name == _REPORTS:
        return _of_reports(value)
    choices = [str(one) for one in option.get("choices", ()) if not is_blank(one)]
    if choices:
        return "" if str(value) in choices else f"{name} is {value!r}; it takes {_or(choices)}."
    if ArgumentSpecValidator({name: _alone(option)}).validate({name: value}).error_messages:
        return f"{name} is {value!r}; it takes {_TAKES[option['type']]}."
    errors = ArgumentSpecValidator({name: _spec(option)}).validate({name: value}).error_messages
    if errors:
        return f"{name} cannot be used: {errors[0].rstrip('.')}."
    return _of_exports(value) if name == _EXPORTS else ""


def _of_exports(value: Any) -> str:
    """A group of rules is written whole, so a template of one cluster alone would take out what others have there."""
    wrong = [one["path"] for one in value if one["format"] in list(Language) and "{cluster}" in str(one["path"])]
    if not wrong:
        return ""
    return (
        f"{_EXPORTS} has the folder '{wrong[0]}' for a template; leave {{cluster}} out, since templates are about all"
        " clusters together."
    )


def _of_reports(value: Any) -> str:
    paths = [str(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else [str(value)]
    pieces = [piece.strip() for path in paths for piece in path.split(",")]
    wrong = [piece for piece in pieces if piece and piece.rpartition(".")[2] not in FORMS]
    if not wrong:
        return ""
    return f"{_REPORTS} has '{wrong[0]}'; the ending says the form of a report, {_or([f'.{form}' for form in FORMS])}."


def _alone(option: Mapping[str, Any]) -> dict[str, Any]:
    """What a value has to be by itself, whatever is in it."""
    return {"type": option["type"]}


def _spec(option: Mapping[str, Any]) -> dict[str, Any]:
    return {key: option[key] for key in ("type", "elements", "options") if key in option}


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
