"""Uploads from a browser, once a job has them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tlgui.home import Home


def remove_upload(home: Home, path: Path) -> None:
    """Remove the upload that ``path`` belongs to: the folder directly in the uploads that holds it. Anything elsewhere stays."""
    uploads, place = home.uploads.resolve(), path.resolve()
    if uploads in place.parents:
        upload = uploads / place.relative_to(uploads).parts[0]
        if upload.is_dir():
            shutil.rmtree(upload, ignore_errors=True)
        else:
            upload.unlink(missing_ok=True)
