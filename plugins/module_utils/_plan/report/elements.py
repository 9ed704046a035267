# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elements of a page. The tree escapes every text and attribute when it is written, so no value can become markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, tostring

from ..values.printable import printable_lines


def element(tag: str, *children: Any, **attributes: Any) -> Element:
    """An element with texts and elements in it. A trailing `_` of an attribute's name is dropped, others are hyphens;
    an attribute that is None is left out.
    """
    given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value is not None}
    made = Element(tag, {name: printable_lines(value) for name, value in given.items()})
    for child in _flat(children):
        _append(made, child)
    return made


def written(root: Element) -> str:
    """The element as HTML."""
    return tostring(root, encoding="unicode", method="html")


def _flat(children: Iterable[Any]) -> Iterable[Any]:
    for child in children:
        if isinstance(child, list | tuple):
            yield from _flat(child)
        elif child is not None and child != "":
            yield child


def _append(parent: Element, child: Any) -> None:
    if isinstance(child, Element):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + printable_lines(child)
    else:
        parent.text = (parent.text or "") + printable_lines(child)
