# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses as rules write them: how much of one set lies in others, and which of them are private."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import addresses
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.addresses import EVERYTHING, Block, Coverage

TEN = 10 * 2**24  # 10.0.0.0
V6 = 0xFD00 << 112  # fd00::


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ("10.0.0.5", ["10.0.0.5/32"]),
        ("10.0.0.2/30", ["10.0.0.0/30"]),
        ("10.0.0.5-10.0.0.9", ["10.0.0.5/32", "10.0.0.6/31", "10.0.0.8/31"]),
        ("0.0.0.0-255.255.255.255", ["0.0.0.0/0"]),
        ("fd00::/64", []),
    ],
)
def test_prefixes_of_ipv4_hold_the_addresses_of_a_block_and_no_others(text, prefixes):
    assert [str(one) for one in addresses.networks(block(text))] == prefixes


def block(text):
    (found,) = addresses.parse(text)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.5", (Block(4, TEN + 5, TEN + 5),)),
        (" 10.0.0.5/32 ", (Block(4, TEN + 5, TEN + 5),)),
        ("10.0.0.0/30", (Block(4, TEN, TEN + 3),)),
        ("10.0.0.2/30", (Block(4, TEN, TEN + 3),)),
        ("10.0.0.5-10.0.0.9", (Block(4, TEN + 5, TEN + 9),)),
        ("10.0.0.5 - 10.0.0.9", (Block(4, TEN + 5, TEN + 9),)),
        ("fd00::1", (Block(6, V6 + 1, V6 + 1),)),
        ("fd00::/126", (Block(6, V6, V6 + 3),)),
        ("0.0.0.0/0", (Block(4, 0, 4294967295),)),
        ("::/0", (Block(6, 0, 340282366920938463463374607431768211455),)),
        ("*", (Block(4, 0, 4294967295), Block(6, 0, 340282366920938463463374607431768211455))),
        ("AzureMonitor", ()),
        ("10.0.0.9-10.0.0.5", ()),
        ("10.0.0.5-fd00::1", ()),
        ("fd00::1-10.0.0.5", ()),
        ("10.0.0.0/8-11.0.0.0/8", ()),
        ("", ()),
        ("10.0.0.0/33", ()),
        ("10.0.0.5-last", ()),
        ("first-10.0.0.5", ()),
    ],
)
def test_an_address_a_prefix_a_range_and_a_star_are_read_and_anything_else_is_nothing(text, expected):
    assert addresses.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("10.0.0.5", "10.0.0.5"),
        ("10.0.0.2/30", "10.0.0.0/30"),
        ("10.0.0.0-10.0.0.3", "10.0.0.0/30"),
        ("10.0.0.5-10.0.0.6", "10.0.0.5-10.0.0.6"),
        ("fd00::1", "fd00::1"),
        ("fd00::/126", "fd00::/126"),
        ("fd00::1-fd00::2", "fd00::1-fd00::2"),
    ],
)
def test_a_block_is_shown_as_an_address_as_a_prefix_where_it_is_one_else_as_a_range(text, shown):
    assert str(block(text)) == shown


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), ()),
        (("AzureMonitor",), ()),
        (("10.0.0.4/30", "10.0.0.0/30"), ("10.0.0.0/29",)),
        (("10.0.0.0-10.0.0.5", "10.0.0.3-10.0.0.7"), ("10.0.0.0/29",)),
        (("10.0.0.0/24", "10.0.0.7"), ("10.0.0.0/24",)),
        (("10.0.0.0-10.0.0.4", "10.0.0.6"), ("10.0.0.0-10.0.0.4", "10.0.0.6")),
        (("fd00::1", "10.0.0.1"), ("10.0.0.1", "fd00::1")),
        (("255.255.255.255", "::"), ("255.255.255.255", "::")),
        (("0.0.0.0/0", "::/96"), ("0.0.0.0/0", "::/96")),
    ],
)
def test_neighbours_and_overlaps_of_one_version_become_one_block_and_stand_in_order(texts, expected):
    assert tuple(map(str, addresses.joined(iter(texts)))) == expected


@pytest.mark.parametrize(
    ("wanted", "others", "share"),
    [
        ("10.0.0.0/24", (), Coverage.NOTHING),
        ("10.0.0.0/24", ("10.0.0.0/24",), Coverage.ALL),
        ("10.0.0.0/24", ("10.0.0.0/23",), Coverage.ALL),
        ("10.0.0.0/24", ("10.0.0.0/25",), Coverage.PART),
        ("10.0.0.0/24", ("10.0.0.128/25",), Coverage.PART),
        ("10.0.0.0/24", ("10.0.0.0/25", "10.0.0.128/25"), Coverage.ALL),
        ("10.0.0.0/24", ("10.0.1.0/24",), Coverage.NOTHING),
        ("10.0.0.0/24", ("9.255.255.0/24",), Coverage.NOTHING),
        ("10.0.0.0/24", ("10.0.0.255",), Coverage.PART),
        ("10.0.0.0/24", ("10.0.0.0",), Coverage.PART),
        ("10.0.0.0/24", ("9.0.0.0-10.0.0.0",), Coverage.PART),
        ("10.0.0.0/24", ("10.0.0.255-11.0.0.0",), Coverage.PART),
        ("0.0.0.5", ("::/0",), Coverage.NOTHING),
        ("::5", ("0.0.0.0/0",), Coverage.NOTHING),
    ],
)
def test_addresses_lie_in_others_wholly_partly_or_not_at_all(wanted, others, share):
    assert addresses.share(block(wanted), addresses.joined(others)) == share


@pytest.mark.parametrize(
    ("wanted", "others", "pieces"),
    [
        ("10.0.0.0/24", (), ("10.0.0.0/24",)),
        ("10.0.0.0/24", ("10.0.0.0/8",), ("10.0.0.0/24",)),
        ("10.0.0.0/24", ("10.0.1.0/24", "::/0"), ("10.0.0.0/24",)),
        ("10.0.0.0/24", ("10.0.0.0/25",), ("10.0.0.0/25", "10.0.0.128/25")),
        ("10.0.0.0/24", ("10.0.0.128/25",), ("10.0.0.0/25", "10.0.0.128/25")),
        ("10.0.0.0/24", ("10.0.0.255",), ("10.0.0.0-10.0.0.254", "10.0.0.255")),
        ("10.0.0.0/30", ("10.0.0.1-10.0.0.2",), ("10.0.0.0", "10.0.0.1-10.0.0.2", "10.0.0.3")),
        ("10.0.0.0/24", ("9.0.0.0-10.0.0.127",), ("10.0.0.0/25", "10.0.0.128/25")),
        ("fd00::/126", ("fd00::/127",), ("fd00::/127", "fd00::2/127")),
    ],
)
def test_a_block_is_cut_where_others_begin_and_end(wanted, others, pieces):
    assert tuple(map(str, addresses.cut(block(wanted), addresses.joined(others)))) == pieces


@pytest.mark.parametrize(
    ("text", "length", "bits"),
    [
        ("10.0.0.5", 32, 32),
        ("10.0.0.0/31", 31, 32),
        ("10.0.0.0/8", 8, 32),
        ("0.0.0.0/0", 0, 32),
        ("fd00::1", 128, 128),
        ("fd00::/7", 7, 128),
        ("::/0", 0, 128),
    ],
)
def test_a_prefix_has_its_length_and_its_version_the_number_of_bits(text, length, bits):
    assert (addresses.length(block(text)), addresses.bits(block(text))) == (length, bits)


@pytest.mark.parametrize(
    ("prefixes", "longest"),
    [
        ((), -1),
        (("10.1.0.0/16", "AzureMonitor"), -1),
        (("10.0.0.128/25",), -1),
        (("0.0.0.0/0",), 0),
        (("10.0.0.0/24", "10.0.0.0/8", "10.0.0.0/16"), 24),
        (("10.0.0.0/8", "10.0.0.0/16", "10.0.0.0/25"), 16),
        (("10.0.0.0/25", "10.0.0.128/25"), -1),
    ],
)
def test_the_longest_prefix_is_one_that_holds_the_whole_block_by_itself(prefixes, longest):
    assert addresses.longest(block("10.0.0.0/24"), prefixes) == longest


@pytest.mark.parametrize(
    ("text", "private", "nameless"),
    [
        ("10.255.255.255", True, True),
        ("172.31.255.255", True, True),
        ("172.32.0.0", False, False),
        ("192.168.0.0/16", True, True),
        ("100.64.0.1", True, True),
        ("127.0.0.1", True, True),
        ("169.254.169.254", True, True),
        ("fd00::/8", True, True),
        ("0.0.0.0", False, True),
        ("192.0.0.8", False, True),
        ("198.19.255.255", False, True),
        ("224.0.0.1", False, True),
        ("255.255.255.255", False, True),
        ("168.63.129.16", False, True),
        ("168.63.129.17", False, False),
        ("::1", False, True),
        ("fe80::1", False, True),
        ("ff02::1", False, True),
        ("2001:db8::1", False, True),
        ("10.0.0.0-11.0.0.0", False, False),
        ("13.64.38.225", False, False),
        ("2603:1000::1", False, False),
    ],
)
def test_which_addresses_are_private_and_which_no_public_name_resolves_to(text, private, nameless):
    assert (addresses.is_private(block(text)), addresses.is_nameless(block(text))) == (private, nameless)


def test_everything_is_both_versions_from_end_to_end():
    assert tuple(map(str, EVERYTHING)) == ("0.0.0.0/0", "::/0")


@pytest.mark.parametrize(
    "text",
    [
        "fe80::1%x",
        "fe80::1%x\ny",
        "fe80::%x/64",
        "fe80::/64%x",
        "::1%",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/\u0664",
        "x",
        "",
    ],
)
def test_a_zone_or_a_mask_makes_no_address_of_anything(text):
    for read in (addresses.network, addresses.canonical):
        with pytest.raises(ValueError):
            read(text)
    assert addresses.parse(text) == addresses.parse(f"{text}-{text}") == ()
    assert not addresses.holds(["::/0"], "10.0.0.1")


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("10.0.0.5/32", "10.0.0.5"),
        ("10.0.0.5/24", "10.0.0.5/24"),
        ("2001:0DB8::0/64", "2001:db8::/64"),
        ("2001:DB8::1/128", "2001:db8::1"),
        ("10.0.0.5-10.0.0.9", "10.0.0.5-10.0.0.9"),
        ("FD00::1-fd00::0009", "fd00::1-fd00::9"),
    ],
)
def test_what_leaves_is_the_address_that_was_read(text, spelling):
    assert addresses.canonical(text) == spelling


@pytest.mark.parametrize(
    "text", ["10.0.0.9-10.0.0.5", "10.0.0.5-fd00::1", "10.0.0.0/24-10.0.1.0/24", "10.0.0.5 - 10.0.0.9"]
)
def test_what_is_no_range_has_no_spelling(text):
    with pytest.raises(ValueError):
        addresses.canonical(text)


def test_one_address_is_no_prefix_and_of_the_version_that_is_asked_for():
    assert str(addresses.address("10.0.0.5", version=4)) == "10.0.0.5"
    for text, version in (("10.0.0.5/32", 4), ("10.0.0.5/32", None), ("fd00::1", 4), ("10.0.0.5", 6)):
        with pytest.raises(ValueError):
            addresses.address(text, version=version)


@pytest.mark.parametrize(
    "text",
    [
        *("0.0.0.0", "255.255.255.255", "10.20.30.40/0", "10.20.30.40/9", "10.20.30.40/19", "10.20.30.40/32"),
        *("256.1.1.1", "1.2.3.999", "01.2.3.4", "1.2.3", "1.2.3.4.5", "1.2.3.4/33", "1.2.3.4/07"),
        *("1.2.3.4/", "1.2.3.-4"),
        *("\u0661.2.3.4", "1.2.3.4 ", " 1.2.3.4/8", "1.2.3.4/255.0.0.0", "1.2.3.4\n"),
    ],
)
def test_the_usual_spelling_is_read_as_any_other_is(text):
    try:
        read = addresses.network(text.strip())
        wanted = (Block(4, int(read.network_address), int(read.broadcast_address)),)
    except ValueError:
        wanted = ()
    assert addresses.parse(text) == wanted
