# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pack a built collection once more, so that the same commit is the same bytes on every machine.

`ansible-galaxy collection build` writes down who built it, when, and in which order a folder was read. Here the entries
are sorted, the lists of files in FILES.json too, and times and owners are those of SOURCE_DATE_EPOCH and nobody.

Usage: python tools/pack.py BUILT PACKED, two names of .tar.gz files
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import sys
import tarfile
from pathlib import Path
from typing import Any


def unpacked(path: Path) -> dict[str, tuple[tarfile.TarInfo, bytes]]:
    """Name, header and content of every entry."""
    found = {}
    with tarfile.open(path) as archive:
        for entry in archive:
            file = archive.extractfile(entry)
            found[entry.name] = (entry, file.read() if file else b"")
    return found


def as_json(value: Any) -> bytes:
    """JSON in one form."""
    return json.dumps(value, indent=1, sort_keys=True).encode()


def sort_lists(entries: dict[str, tuple[tarfile.TarInfo, bytes]]) -> None:
    """Sort the list of files, and give the manifest its new checksum."""
    header, text = entries["FILES.json"]
    listed = json.loads(text)
    listed["files"].sort(key=lambda file: file["name"])
    files = as_json(listed)
    entries["FILES.json"] = (header, files)
    header, text = entries["MANIFEST.json"]
    manifest = json.loads(text)
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(files).hexdigest()
    entries["MANIFEST.json"] = (header, as_json(manifest))


def packed(entries: dict[str, tuple[tarfile.TarInfo, bytes]], when: int) -> bytes:
    """The archive, with nothing in it that depends on the machine."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.GNU_FORMAT) as tar:
        # The manifests first, as they are read first.
        for name in sorted(entries, key=lambda name: (not name.endswith(".json") or "/" in name, name)):
            old, content = entries[name]
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.mtime, entry.size = old.type, old.linkname, when, len(content)
            entry.mode = 0o755 if old.isdir() or old.mode & 0o100 else 0o644
            tar.addfile(entry, io.BytesIO(content))
    file = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=when) as stream:
        stream.write(archive.getvalue())
    return file.getvalue()


def main() -> None:
    """Read one file and write the other."""
    built, target = map(Path, sys.argv[1:])
    entries = unpacked(built)
    sort_lists(entries)
    target.write_bytes(packed(entries, int(os.environ["SOURCE_DATE_EPOCH"])))


if __name__ == "__main__":
    main()
