# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of a report, and when one that was made before is still true."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ..values.errors import PlanError
from . import data, html, markdown, overview_html, overview_markdown, sarif
from .forms import FORMS, HTML, JSON, MARKDOWN
from .model import Report, report
from .overview import Overview, overview

Made = Report | Overview


def _html(made: Made) -> str:
    return html.render(made) if isinstance(made, Report) else overview_html.render(made)


def _markdown(made: Made) -> str:
    return markdown.render(made) if isinstance(made, Report) else overview_markdown.render(made)


_TIME = "ATNOTIME"  # a word that every form leaves as it is
_PAGES: dict[str, Callable[[Made], str]] = {HTML: _html, MARKDOWN: _markdown}


def render(
    checked: Mapping[str, Any],
    form: str,
    *,
    plan: Mapping[str, Any] | None = None,
    when: str = "",
    version: str = "",
    previous: str = "",
    location: str = "",
) -> str:
    """Return the report in a form, which is the ending of its file's name; raise PlanError for an unknown one, and for
    a time that the form cannot say.

    `checked` is the result of a check, beside which there may be a plan, or that of a call about many clusters.
    `previous` is the text of the same file from an earlier run: where nothing but the time would differ, it stays.
    `location` is the file that SARIF shows its results at.
    """
    if form in _PAGES:
        if "clusters" in checked:
            made: Made = overview(checked, version=version)
        else:
            made = report(checked, plan, version=version)
        return _text(partial(_page, form, made), when, previous)
    if form in FORMS:
        now = data.utc(when)
        making = partial(data.document, checked, plan, now=now, version=version)
        return _text(partial(_document, form, making, location), now, previous)
    raise PlanError(f"A report has the form {', '.join(FORMS)}, by the ending of its path, and not '{form}'.")


def _page(form: str, made: Made, when: str) -> str:
    return _PAGES[form](replace(made, when=when))


def _document(form: str, making: Callable[..., data.Data], location: str, when: str) -> str:
    told = making(when=when)
    return json.dumps(told if form == JSON else sarif.document(told, location), indent=2) + "\n"


def _text(making: Callable[[str], str], when: str, previous: str) -> str:
    """The earlier text as long as it is true, else that of now."""
    return previous if previous and _is_still_true(previous, making(_TIME)) else making(when)


def _is_still_true(previous: str, now: str) -> bool:
    """True when the text is the same but for one time, wherever that stands."""
    parts = now.split(_TIME)
    places, rest = len(parts) - 1, len(previous) - sum(map(len, parts))
    if not places or rest < 0 or rest % places:
        return False
    when = previous[len(parts[0]) : len(parts[0]) + rest // places]
    return when.join(parts) == previous
