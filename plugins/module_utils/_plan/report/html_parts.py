# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages are made of: sections, tables, what is folded, and what is scrolled where it is too wide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from .drawing import MARKS
from .elements import element, written
from .style import STYLE

# The browser itself refuses everything that is not in the page.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class Place:
    """Where in a page a report stands: by itself, or as one of many, whose headings are lower and names longer.

    `about` ends every label, and `tag` every id, so that no two in a page are the same.
    """

    level: int = 2
    about: str = ""
    tag: str = ""

    def heading(self, *content: Any, below: int = 0) -> Element:
        """A heading of a section, or of what is so many steps below it."""
        return element(f"h{self.level + below}", *content)

    def section(self, title: str, *content: Any) -> Element:
        """A section with its heading."""
        return element("section", self.heading(title), list(content))


ALONE = Place()


def page(title: str, body: list[Any]) -> str:
    """Return a page with its style and its policy."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", STYLE),
    )
    return f"<!doctype html>\n{written(element('html', head, element('body', body), lang='en'))}\n"


def mark(state: str, sign: str = "") -> Element:
    """The sign of a state, in its colour."""
    return element("span", sign or MARKS[state], class_=f"mark {state}")


def hint(text: str) -> Element:
    """A sentence below a heading."""
    return element("p", text, class_="hint")


def facts(told: Iterable[tuple[str, Any]], kind: str = "facts") -> Element:
    """Short lines with a label each."""
    return element("dl", [(element("dt", label), element("dd", text)) for label, text in told], class_=kind)


def folded(summary: Any, *content: Any, is_open: bool = False) -> Element:
    """What is shown on demand; its summary says what and how much."""
    return element("details", element("summary", summary), list(content), class_="fold", open="" if is_open else None)


def names(listed: Iterable[str]) -> Element:
    """Names in columns where there is room."""
    return element("ul", [element("li", name) for name in listed], class_="names")


def plain_table(label: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], kind: str = "plain") -> Element:
    """A table of texts and of cells that are made already."""
    made = [element("tr", [one if isinstance(one, Element) else element("td", one) for one in row]) for row in rows]
    return table(kind, label, table_head(columns), made)


def table_head(columns: Iterable[str]) -> Element:
    """The head of a table."""
    return element("thead", element("tr", [element("th", text, scope="col") for text in columns]))


def table(kind: str, label: str, head: Element, rows: list[Element]) -> Element:
    """A table that is scrolled where it is too wide."""
    made = element("table", head, element("tbody", rows), class_=kind, aria_label=label)
    return scrolled(made, f"{label}, table")


def scrolled(content: Element, label: str) -> Element:
    """What is scrolled where it is too wide; by keys as well."""
    return element("div", content, class_="scroll", tabindex="0", role="region", aria_label=label)


def code(content: Any, label: str) -> Element:
    """Lines as they are."""
    return element("pre", content, tabindex="0", role="region", aria_label=label)


def state_cell(state: str, verdict: str, sign: str = "") -> Element:
    """A cell with a verdict and its mark."""
    return element("td", element("span", f"{sign or MARKS[state]} {verdict}", class_=f"{state} word"), class_="state")


def foot(when: str, version: str) -> Element:
    """Who made the page, and when."""
    made = f"Made {when or 'at an unknown time'} by adx.outbound {version}".rstrip() + "."
    return element("footer", element("p", made))
