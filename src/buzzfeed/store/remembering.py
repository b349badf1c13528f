"""What is remembered of sources, and small facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select, update

from buzzfeed.model import SourceMemory
from buzzfeed.store import schema
from buzzfeed.store.bulk import upsert
from buzzfeed.store.codec import pack_mapping, unpack_notes
from buzzfeed.store.part import Part
from buzzfeed.store.sql import among, rows_in


class Settings(Part):
    """`Figures.setting`."""

    def setting(self, name: str) -> str | None:
        """Return a small fact, or ``None``."""
        table = schema.settings
        with self._db.read() as connection:
            return connection.execute(select(table.c.value).where(table.c.name == name)).scalar()


class Remembering(Settings):
    """`Store.memory`, `Store.remember`, `Store.read_anew`, and the small facts that are kept."""

    def memory(self, source: str, only: Collection[str] = ()) -> SourceMemory:
        """Return what is remembered of a source; of an unknown one, that its first import is still to come."""
        which = {"source": source}
        with self._db.read() as connection:
            row = connection.execute(_SOURCE, which).first()
            kept = rows_in(connection, _SOME, only, **which) if only else connection.execute(_STAMPS, which).all()
        known = {row.origin: row.stamp for row in kept}
        if row is None:
            return SourceMemory(source, known)
        return SourceMemory(source, known, unpack_notes(row.notes), row.first_import, row.failures, row.checked)

    def remember(self, memory: SourceMemory) -> None:
        """Keep a source's notes, failures, time of check and whether its first import is done."""
        with self._db.write() as connection:
            upsert(
                connection,
                schema.sources,
                [
                    {
                        "name": memory.name,
                        "notes": pack_mapping(memory.notes),
                        "first_import": memory.first_import,
                        "failures": memory.failures,
                        "checked": memory.checked,
                    }
                ],
            )

    def read_anew(self, source: str) -> None:
        """Have all that is known of a source read again, whatever its notes say."""
        stamps, sources = schema.stamps, schema.sources
        with self._db.write() as connection:
            connection.execute(update(stamps).where(stamps.c.source == source).values(stamp=""))
            connection.execute(update(sources).where(sources.c.name == source).values(notes=pack_mapping({})))

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a small fact."""
        with self._db.write() as connection:
            upsert(connection, schema.settings, [{"name": name, "value": value}])

    def settings_from(self, prefix: str) -> Mapping[str, str]:
        """Return the small facts whose names begin with ``prefix``, by name."""
        table = schema.settings
        asked = select(table.c.name, table.c.value).where(table.c.name.startswith(prefix, autoescape=True))
        with self._db.read() as connection:
            return {row.name: row.value for row in connection.execute(asked).all()}

    def drop_setting(self, name: str) -> None:
        """Forget a small fact; one that is not there is none."""
        table = schema.settings
        with self._db.write() as connection:
            connection.execute(table.delete().where(table.c.name == name))


_SOURCE = select(schema.sources).where(schema.sources.c.name == bindparam("source"))
_STAMPS = select(schema.stamps.c.origin, schema.stamps.c.stamp).where(schema.stamps.c.source == bindparam("source"))
_SOME = _STAMPS.where(among(schema.stamps.c.origin))
