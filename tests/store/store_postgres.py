"""A real PostgreSQL for the tests: its own cluster in a folder of its own, on a socket in that folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg

from privacysearch import SEARCH

MISSING = "PostgreSQL is not installed here; mend: apt-get install postgresql"


def find_programs() -> Path | None:
    """Find the folder that holds ``initdb`` and ``pg_ctl``, the newest of several."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class PostgresServer:
    """A running cluster. It never runs as root: as Debian's user ``postgres``, or as whoever runs the tests."""

    def __init__(self, programs: Path) -> None:
        """Make a cluster, and start it."""
        self._programs = programs
        self._user = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self.folder = Path(tempfile.mkdtemp(prefix="buzz-pg-"))
        os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._numbers = count(1)
        self._connections: dict[str, psycopg.Connection] = {}
        self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server at once."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        """Stop the server, and remove its folder."""
        self.stop()
        SEARCH.look_into_cluster(self.folder / "data")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, password: str = "") -> str:
        """Tell the store's URL of a database."""
        secret = f":{password}" if password else ""
        return f"postgresql+psycopg://postgres{secret}@/{database}?host={self.folder}"

    def create(self, *, encoding: str = "UTF8") -> str:
        """Create a database, and tell its name."""
        name = f"test{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'")
        return name

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Execute a statement as the administrator."""
        if database not in self._connections:
            self._connections[database] = psycopg.connect(
                f"host={self.folder} user=postgres dbname={database}", autocommit=True
            )
        self._connections[database].execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        other = {} if os.getuid() else {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        # A file, since a pipe would stay open for as long as the server runs.
        said = self.folder / f"{program}.out"
        with said.open("w") as out:
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                cwd=self.folder,
                env={"PATH": str(self._programs), "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                timeout=60,
                check=False,
                **other,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {said.read_text()}")
