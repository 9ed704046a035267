# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path as a drawing: side by side where there is room, one below the other where there is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from .elements import element
from .picture import Path, Station

_WIDTH, _HEIGHT, _GAP, _MARGIN = 190, 96, 32, 2
_LETTERS = 20  # of a name that fit into a box
_LIFT = 74  # the bow above the firewall, and its box
MARKS = {"good": "\N{CHECK MARK}", "bad": "\N{BALLOT X}", "open": "?", "aside": "\N{WHITE CIRCLE}"}


@dataclass(frozen=True)
class _Box:
    station: Station
    x: float
    y: float

    @property
    def middle(self) -> float:
        return self.x + _WIDTH / 2

    @property
    def bottom(self) -> float:
        return self.y + _HEIGHT


def wide(path: Path, tag: str = "") -> Element:
    """The stations in a row; `tag` ends every id, so that one page may hold several drawings."""
    form = f"wide{tag}"
    top = _MARGIN + (_LIFT if path.past else 0)
    boxes = [_Box(one, _MARGIN + place * (_WIDTH + _GAP), top) for place, one in enumerate(path.stations)]
    joined = boxes[: -1 if path.through else -3]  # past the firewall nothing comes to it
    kinds = _kinds(path, len(joined))
    lines = [
        _line(form, left.x + _WIDTH, left.y + _HEIGHT / 2, (_GAP, 0), kind)
        for left, kind in zip(joined, kinds, strict=True)
    ]
    past = _past_above(form, boxes, path.past) if path.past else []
    width = boxes[-1].x + _WIDTH + _MARGIN
    return _drawing(form, path, width, top + _HEIGHT + _MARGIN, [*lines, *past, *map(_boxed, boxes)])


def tall(path: Path) -> Element:
    """The stations in a column, the firewall last where it sees nothing."""
    *before, firewall, end = path.stations
    past = [path.past] if path.past and path.through else []
    stations = [*before, firewall, end, *past] if path.through else [*before, end, firewall]
    boxes = [_Box(one, _MARGIN, _MARGIN + place * (_HEIGHT + _GAP)) for place, one in enumerate(stations)]
    upper = boxes[: len(path.stations) - (1 if path.through else 2)]
    kinds = _kinds(path, len(upper))
    lines = [_line("tall", one.middle, one.bottom, (0, _GAP), kind) for one, kind in zip(upper, kinds, strict=True)]
    height = boxes[-1].bottom + _MARGIN
    return _drawing("tall", path, _WIDTH + 2 * _MARGIN, height, [*lines, *map(_boxed, boxes)])


def _drawing(form: str, path: Path, width: float, height: float, parts: list[Element]) -> Element:
    spoken = "; ".join(f"{one.kind} {one.name}: {one.note}" for one in (*path.stations, path.past) if one)
    head = element(
        "marker",
        element("path", d="M0 0 8 4 0 8z", class_="head"),
        id=f"arrow-{form}",
        viewBox="0 0 8 8",
        refX="7",
        refY="4",
        markerWidth="7",
        markerHeight="7",
        orient="auto",
    )
    return element(
        "svg",
        element("title", spoken),
        element("defs", head),
        parts,
        class_=f"path {form.partition('-')[0]}",
        role="img",
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
    )


def _kinds(path: Path, count: int) -> list[str]:
    """How each line is drawn: those to the firewall and on are dashed where nothing goes there yet."""
    return [" dashed" if path.ahead and place >= count - 2 else "" for place in range(count)]


def _line(form: str, x: float, y: float, way: tuple[float, float], kind: str) -> Element:
    across, down = way
    end = f"h{across - 4:g}" if across else f"v{down - 4:g}"
    return element("path", d=f"M{x + 2 * bool(across):g} {y + 2 * bool(down):g}{end}", **_arrow(form, kind))


def _arrow(form: str, kind: str = "") -> dict[str, Any]:
    return {"class_": f"line{kind}", "marker_end": f"url(#arrow-{form})"}


def _past_above(form: str, boxes: list[_Box], past: Station) -> list[Element]:
    """From the station before the firewall over it to the end."""
    start, end = boxes[-3], boxes[-1]
    y, x = start.y - _LIFT + 26, start.middle
    bow = element("path", d=f"M{x:g} {start.y - 2:g}V{y:g}H{end.middle:g}V{end.y - 6:g}", **_arrow(form, " past"))
    label = element(
        "text",
        element("tspan", f"{MARKS[past.state]} ", class_=past.state),
        f"{past.kind}: {past.name} {past.note}",
        x=f"{(x + end.middle) / 2:g}",
        y=f"{y - 9:g}",
        class_="note middle",
    )
    return [bow, label]


def _boxed(box: _Box) -> Element:
    one, left = box.station, box.x + 14
    return element(
        "g",
        element("rect", x=f"{box.x:g}", y=f"{box.y:g}", width=_WIDTH, height=_HEIGHT, rx="10", class_="box"),
        element("rect", x=f"{box.x:g}", y=f"{box.y + 14:g}", width="4", height=_HEIGHT - 28, rx="2", class_="edge"),
        element("text", one.kind, x=f"{left:g}", y=f"{box.y + 27:g}", class_="kind"),
        element(
            "text", _short(one.name), element("title", one.name), x=f"{left:g}", y=f"{box.y + 51:g}", class_="name"
        ),
        element(
            "text",
            element("tspan", f"{MARKS[one.state]} ", class_=one.state),
            _short(one.note, _LETTERS + 4),
            x=f"{left:g}",
            y=f"{box.y + 76:g}",
            class_="note",
        ),
        class_=one.state,
    )


def _short(text: str, letters: int = _LETTERS) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}\N{HORIZONTAL ELLIPSIS}"
