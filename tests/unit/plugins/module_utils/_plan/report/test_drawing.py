# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path as a drawing: boxes that do not touch, an arrow between two, and a bow for what goes past the firewall."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import drawing
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.elements import written
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.picture import Path, Station

from .results import Tags

CLUSTER, GROUP, END = (
    Station("Cluster", "c1", "subnet snet", "good"),
    Station("Firewall", "fw", "blocks some of it", "bad"),
    Station("Destinations", "what it needs", "1 of 2 allowed", "open"),
)
PAST = Station("Management", "2 addresses", "answered past it", "good")
THROUGH = Path((CLUSTER, GROUP, END), None)
WITH_PAST = Path((CLUSTER, GROUP, END), PAST)
AROUND = Path((CLUSTER, GROUP, END), PAST, through=False)


def seen(made):
    """The places of the boxes, the arrows with their classes, and the size of the whole."""
    tags = Tags(written(made)).tags
    boxes = [(one["x"], one["y"]) for tag, one in tags if tag == "rect" and one["class"] == "box"]
    arrows = [(one["d"], one["class"]) for tag, one in tags if tag == "path" and "marker-end" in one]
    return boxes, arrows, (made.get("width"), made.get("height"))


@pytest.mark.parametrize(
    ("path", "boxes", "arrows", "size"),
    [
        (
            THROUGH,
            [("2", "2"), ("224", "2"), ("446", "2")],
            [("M194 50h28", "line"), ("M416 50h28", "line")],
            ("638", "100"),
        ),
        (
            WITH_PAST,
            [("2", "76"), ("224", "76"), ("446", "76")],
            [("M194 124h28", "line"), ("M416 124h28", "line"), ("M97 74V28H541V70", "line past")],
            ("638", "174"),
        ),
        (
            AROUND,
            [("2", "76"), ("224", "76"), ("446", "76")],
            [("M97 74V28H541V70", "line past")],
            ("638", "174"),
        ),
    ],
    ids=["through the firewall", "with a bow above it", "past the firewall alone"],
)
def test_side_by_side_an_arrow_leads_from_each_box_to_the_next(path, boxes, arrows, size):
    assert seen(drawing.wide(path)) == (boxes, arrows, size)


@pytest.mark.parametrize(
    ("path", "boxes", "arrows", "size"),
    [
        (
            THROUGH,
            [("2", "2"), ("2", "130"), ("2", "258")],
            [("M97 100v28", "line"), ("M97 228v28", "line")],
            ("194", "356"),
        ),
        (
            WITH_PAST,
            [("2", "2"), ("2", "130"), ("2", "258"), ("2", "386")],
            [("M97 100v28", "line"), ("M97 228v28", "line")],
            ("194", "484"),
        ),
        (AROUND, [("2", "2"), ("2", "130"), ("2", "258")], [("M97 100v28", "line")], ("194", "356")),
    ],
    ids=["through the firewall", "with what goes past it below", "past the firewall alone"],
)
def test_one_below_the_other_an_arrow_leads_from_each_box_to_the_next(path, boxes, arrows, size):
    assert seen(drawing.tall(path)) == (boxes, arrows, size)


def kinds(made):
    return [text.text for text in made.iter("text") if text.get("class") == "kind"]


def test_in_a_column_the_destinations_of_what_goes_past_stand_right_below_the_cluster():
    assert kinds(drawing.tall(WITH_PAST)) == ["Cluster", "Firewall", "Destinations", "Management"]
    assert kinds(drawing.tall(AROUND)) == ["Cluster", "Destinations", "Firewall"]
    assert kinds(drawing.wide(AROUND)) == ["Cluster", "Firewall", "Destinations"]


def test_what_goes_nowhere_yet_has_dashed_lines_to_the_firewall_and_on():
    longer = Path((CLUSTER, CLUSTER, GROUP, END), None, ahead=True)
    for made in (drawing.wide(longer), drawing.tall(longer)):
        assert [kind for _way, kind in seen(made)[1]] == ["line", "line dashed", "line dashed"]


def test_around_the_firewall_a_line_leads_as_far_as_the_station_before_it():
    around = Path((CLUSTER, CLUSTER, GROUP, END), PAST, through=False)
    assert [kind for _way, kind in seen(drawing.wide(around))[1]] == ["line", "line past"]
    assert kinds(drawing.tall(around)) == ["Cluster", "Cluster", "Destinations", "Firewall"]
    assert len(seen(drawing.tall(around))[1]) == 2


def test_the_bow_begins_at_the_station_before_the_firewall():
    longer = Path((CLUSTER, CLUSTER, GROUP, END), PAST)
    _boxes, arrows, _size = seen(drawing.wide(longer))
    assert arrows[-1] == ("M319 74V28H763V70", "line past")


def label(made):
    """What stands at the bow, and where."""
    (found,) = [one for one in made.iter("text") if one.get("class") == "note middle"]
    return "".join(found.itertext()), found.get("x"), found.get("y")


def test_the_bow_says_what_goes_past_and_stands_in_its_middle():
    assert label(drawing.wide(WITH_PAST)) == (
        "\N{CHECK MARK} Management: 2 addresses answered past it",
        "319",
        "19",
    )


def test_a_drawing_is_spoken_as_all_its_stations():
    told = "Cluster c1: subnet snet; Firewall fw: blocks some of it; Destinations what it needs: 1 of 2 allowed"
    assert drawing.wide(THROUGH).find("title").text == told
    assert drawing.tall(WITH_PAST).find("title").text == f"{told}; Management 2 addresses: answered past it"


def test_the_ids_of_two_drawings_in_a_page_differ_and_each_arrow_uses_its_own():
    for made, name, form in (
        (drawing.wide(THROUGH), "arrow-wide", "path wide"),
        (drawing.wide(WITH_PAST, "-7"), "arrow-wide-7", "path wide"),
        (drawing.tall(THROUGH), "arrow-tall", "path tall"),
    ):
        assert made.get("class") == form and made.get("role") == "img"
        assert [one.get("id") for one in made.iter("marker")] == [name]
        used = {one.get("marker-end") for one in made.iter("path") if one.get("marker-end")}
        assert used == {f"url(#{name})"}


def test_a_box_holds_its_station_and_its_mark():
    box = drawing.wide(THROUGH).findall("g")[1]
    assert box.get("class") == "bad"
    assert [(one.get("x"), one.get("y"), one.get("height")) for one in box.iter("rect")] == [
        ("224", "2", "96"),
        ("224", "16", "68"),
    ]
    assert [("".join(one.itertext()), one.get("x"), one.get("y"), one.get("class")) for one in box.iter("text")] == [
        ("Firewall", "238", "29", "kind"),
        ("fwfw", "238", "53", "name"),
        ("\N{BALLOT X} blocks some of it", "238", "78", "note"),
    ]


@pytest.mark.parametrize(
    ("name", "note", "told"),
    [
        ("n" * 20, "o" * 24, ("n" * 20, "o" * 24)),
        ("n" * 21, "o" * 25, ("n" * 19 + "\u2026", "o" * 23 + "\u2026")),
    ],
    ids=["fits", "too long"],
)
def test_what_does_not_fit_into_a_box_is_cut_and_a_name_is_shown_whole_on_demand(name, note, told):
    box = drawing.wide(Path((Station("Cluster", name, note, "aside"), GROUP, END), None)).find("g")
    _kind, named, noted = box.findall("text")
    assert (named.text, noted.find("tspan").tail) == told
    assert named.find("title").text == name and noted.find("tspan").text == "\N{WHITE CIRCLE} "
