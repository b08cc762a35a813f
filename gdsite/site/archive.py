"""A folder as one zip file: the same bytes, whoever makes it and whenever."""

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def archive(folder: Path) -> Path:
    """Write the folder's files to a zip file beside it, in which they are in a folder of its name."""
    target = folder.with_name(f"{folder.name}.zip")
    written = target.with_suffix(".new")
    with ZipFile(written, "w") as file:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = ZipInfo(path.relative_to(folder.parent).as_posix())  # it is dated 1980, the first year of zip
            entry.external_attr = 0o644 << 16
            entry.compress_type = ZIP_DEFLATED
            file.writestr(entry, path.read_bytes(), compresslevel=9)
    written.replace(target)
    return target


if __name__ == "__main__":
    print(archive(Path(sys.argv[1])))
