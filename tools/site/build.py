# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site: the pages in docs/ as they are, and a generated page for each plugin, module and role.

The pages stay plain Markdown that a forge shows as well. So the first page is the README, the navigation is the list in
docs/README.md, links that leave docs/ lead to the repository, and links to the anchor of a code, which Sphinx does not
know, become plain ones.

Usage: python tools/site/build.py CACHE, with the environment that antsibull-docs needs
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DOCS = ROOT / "docs"
ALL = "All pages <README>"
GENERATED = "Every module, plugin and role <collections/index>"
LINK = re.compile(r"\]\((?!https?:|#)(docs/)?")
OUTSIDE = re.compile(r"\]\(\.\./([^)]+)\)")
ANCHOR = re.compile(r'<a id="(\w+)"></a>')
TO_ANCHOR = re.compile(r"\[([^]]+)\]\((\w+)\.md#(\w+)\)")
LISTED = re.compile(r"^- \[([^]]+)\]\(([^)]+)\.md\)", re.MULTILINE)
CONTENTS = re.compile(r"^\.\. contents::\n(?: .*\n)+\n", re.MULTILINE)
ENTRY = re.compile(r"^    (\w+)_(module|filter|inventory|lookup|role)$", re.MULTILINE)
SPHINX = ("-q", "-W", "--keep-going", "-b", "html", "-c", str(HERE))


def lay_out(source: Path, forge: str) -> None:
    """Put the pages and pictures where Sphinx reads them."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(DOCS, source)
    front = as_in_docs((ROOT / "README.md").read_text(encoding="utf-8"))
    listed = navigation((DOCS / "README.md").read_text(encoding="utf-8"))
    (source / "index.md").write_text(front + listed, encoding="utf-8")
    texts = {page: page.read_text(encoding="utf-8") for page in source.glob("*.md")}
    anchors = {(page.stem, anchor) for page, text in texts.items() for anchor in ANCHOR.findall(text)}
    for page, text in texts.items():
        page.write_text(OUTSIDE.sub(rf"]({forge}/blob/main/\1)", with_plain_links(text, anchors)), encoding="utf-8")


def as_in_docs(text: str) -> str:
    """Return the text of a page beside docs/ with its links as a page in docs/ has them."""
    return LINK.sub(lambda link: "](" if link[1] else "](../", text)


def with_plain_links(text: str, anchors: set[tuple[str, str]]) -> str:
    """Return a page whose links to these anchors, each a page and an id, are plain HTML; Sphinx checks all others."""

    def plain(link: re.Match[str]) -> str:
        shown, page, anchor = link.groups()
        return f'<a href="{page}.html#{anchor}">{shown}</a>' if (page, anchor) in anchors else link[0]

    return TO_ANCHOR.sub(plain, text)


def navigation(index: str) -> str:
    """The tree of contents: a part for each section of the index, with the pages it lists."""
    trees = []
    for section in index.split("\n## ")[1:]:
        title = section.partition("\n")[0]
        pages = [f"{text} <{page}>" for text, page in LISTED.findall(section)]
        pages += [ALL] if title == "Begin" else [GENERATED] if title == "Reference" else []
        trees.append("\n".join(["", "```{toctree}", ":hidden:", f":caption: {title}", "", *pages, "```", ""]))
    return "".join(trees)


def generate(target: Path) -> None:
    """Let antsibull-docs write the pages of the collection; it wants a folder that nobody else can write to."""
    target.mkdir(mode=0o700)
    options = ("--use-current", "--squash-hierarchy", "--fail-on-error", "--no-add-antsibull-docs-version")
    subprocess.run(
        ["antsibull-docs", "collection", *options, "--dest-dir", str(target), "adx.outbound"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for page in target.glob("*.rst"):
        text = CONTENTS.sub("", page.read_text(encoding="utf-8"))  # the theme has them at the side
        text = ENTRY.sub(r"    \1 <\1_\2>", text)  # the names alone fit the navigation
        page.write_text(text.replace("\nAdx.Outbound\n", "\nadx.outbound\n"), encoding="utf-8")


def main(cache: Path) -> None:
    """Lay out, generate and build, all of it below the folder CACHE."""
    source, site = cache / "site-source", cache / "site"
    forge = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
    lay_out(source, forge)
    generate(source / "collections")
    shutil.rmtree(site, ignore_errors=True)
    subprocess.run(["sphinx-build", *SPHINX, str(source), str(site)], check=True)
    print(site / "index.html")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
