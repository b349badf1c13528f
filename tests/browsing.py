"""A real Chromium for tests of pages, what it tells and asks for, and where its pictures are kept."""

import contextlib
import os
import re
import shutil
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = Path(os.environ.get("BUZZFEED_SHOTS") or Path(__file__).parent.parent / "var" / "screenshots")


@contextlib.contextmanager
def chromium():
    """Give a browser, or skip where there is none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@contextlib.contextmanager
def opened(browser, address, script="", **options):
    """Open an address in a browser of its own; give the page, the faults it tells, and the addresses it asks for.

    ``script`` runs in each page before its own.
    """
    context = browser.new_context(**{"locale": "fr-FR", **options})
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.faults, page.asked = [], []
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(address)
    try:
        yield page
    finally:
        context.close()


def keep(page, name):
    """Keep a picture of a whole page among the artefacts of a test run."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower()).strip('-')}.png", full_page=True)


def note(name, text):
    """Keep a note among the artefacts."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    (SHOTS / name).write_text(text + "\n", encoding="utf-8")
