"""Files that `[look]` can name: small, and of the type that their names say."""

import io
from pathlib import Path

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><path fill="#1a5fb4" d="M0 0h90v30H0z"/></svg>'
WOFF2 = b"wOF2" + bytes(44)


def png(width: int = 192, height: int = 192, color: str = "#1a5fb4") -> bytes:
    """Return a PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, "PNG")
    return out.getvalue()


def lay(folder: Path, *names: str) -> None:
    """Write files of the types that their names end in."""
    data = {".svg": SVG, ".woff2": WOFF2, ".png": png()}
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data[path.suffix])
