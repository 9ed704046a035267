# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of a report, and when one that was made before is still true."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from ..values.errors import PlanError
from . import html, markdown, overview_html, overview_markdown
from .model import Report, report
from .overview import Overview, overview

Made = Report | Overview


def _html(made: Made) -> str:
    return html.render(made) if isinstance(made, Report) else overview_html.render(made)


def _markdown(made: Made) -> str:
    return markdown.render(made) if isinstance(made, Report) else overview_markdown.render(made)


def _json(made: Made) -> str:
    return json.dumps(asdict(made), indent=2) + "\n"


_TIME = "ATNOTIME"  # a word that every form leaves as it is
_FORMS: dict[str, Callable[[Made], str]] = {"html": _html, "md": _markdown, "json": _json}
CONSOLE_FORM = "text"  # the few lines for a console, which are no report


def render(
    checked: Mapping[str, Any],
    form: str,
    *,
    plan: Mapping[str, Any] | None = None,
    when: str = "",
    version: str = "",
    previous: str = "",
) -> str:
    """Return the report in a form, which is the ending of its file's name; raise PlanError for an unknown one.

    `checked` is the result of a check, beside which there may be a plan, or that of a call about many clusters.
    `previous` is the text of the same file from an earlier run: where nothing but the time would differ, it stays.
    """
    if form not in _FORMS:
        raise PlanError(f"A report has the form {', '.join(_FORMS)}, by the ending of its path, and not '{form}'.")
    told = {"when": when, "version": version}
    made = overview(checked, **told) if "clusters" in checked else report(checked, plan, **told)
    return previous if previous and _is_still_true(previous, made, form) else _FORMS[form](made)


def _is_still_true(previous: str, made: Made, form: str) -> bool:
    """True when the text before and after the time is the same."""
    before, mark, after = _FORMS[form](replace(made, when=_TIME)).partition(_TIME)
    long_enough = len(previous) >= len(before) + len(after)
    return bool(mark) and long_enough and previous.startswith(before) and previous.endswith(after)
