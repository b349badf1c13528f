"""What texts mean: vectors of published articles and of the labels of their terms, kept for as long as these stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, exists, select

from buzzfeed.model import TermKind
from buzzfeed.ports.personal import TermKey
from buzzfeed.store import schema
from buzzfeed.store.bulk import upsert
from buzzfeed.store.part import Part
from buzzfeed.store.sql import among, rows_in

_MEANINGS, _LABELS = schema.meanings, schema.label_meanings
_ENTRIES, _CARRIED, _TERMS = schema.entries, schema.revision_terms, schema.terms
_OF = select(_MEANINGS.c.mark, _MEANINGS.c.vector).where(
    among(_MEANINGS.c.mark), _MEANINGS.c.encoder == bindparam("encoder")
)
_UNMEANT = (
    select(_ENTRIES.c.id)
    .where(~exists().where(_MEANINGS.c.mark == _ENTRIES.c.mark, _MEANINGS.c.encoder == bindparam("encoder")))
    .where(_ENTRIES.c.published >= bindparam("since", type_=_ENTRIES.c.published.type))
    .order_by(_ENTRIES.c.published.desc(), _ENTRIES.c.id)
    .limit(bindparam("most"))
)
_BORNE = _TERMS.c.key.in_(
    select(_CARRIED.c.term).join(
        _ENTRIES, (_CARRIED.c.article == _ENTRIES.c.article) & (_CARRIED.c.revision == _ENTRIES.c.revision)
    )
)
"""A term that a published article bears."""

_MEANT = exists().where(
    _LABELS.c.kind == _TERMS.c.kind,
    _LABELS.c.name == _TERMS.c.name,
    _LABELS.c.label == _TERMS.c.label,
    _LABELS.c.encoder == bindparam("encoder"),
)
_UNMEANT_LABELS = (
    select(_TERMS.c.kind, _TERMS.c.name, _TERMS.c.label)
    .where(_TERMS.c.kind != TermKind.AUTHOR.value, _BORNE, ~_MEANT)
    .order_by(_TERMS.c.key)
    .limit(bindparam("most"))
)
_TERM_OF_LABEL = (_TERMS.c.kind == _LABELS.c.kind, _TERMS.c.name == _LABELS.c.name)
_UNBORNE = _LABELS.delete().where(~exists().where(*_TERM_OF_LABEL, _BORNE))
_UNPUBLISHED = _MEANINGS.delete().where(_MEANINGS.c.mark.not_in(select(_ENTRIES.c.mark)))


class Meanings(Part):
    """`buzzfeed.ports.personal.PersonalFeeds.meanings` and ``label_meanings``."""

    def meanings(self, encoder: str, marks: Collection[str]) -> Mapping[str, bytes]:
        """Return the vectors that this encoder made, by marks."""
        with self._db.read() as connection:
            return {row.mark: bytes(row.vector) for row in rows_in(connection, _OF, marks, encoder=encoder)}

    def label_meanings(self, encoder: str) -> Mapping[TermKey, bytes]:
        """Return the vectors of labels, by their terms."""
        query = select(_LABELS.c.kind, _LABELS.c.name, _LABELS.c.vector).where(_LABELS.c.encoder == encoder)
        with self._db.read() as connection:
            return {(TermKind(row.kind), row.name): bytes(row.vector) for row in connection.execute(query)}


class MeaningUpkeep(Meanings):
    """`buzzfeed.ports.personal.PersonalUpkeep` as far as it is about meanings."""

    def unmeant(self, encoder: str, since: datetime, limit: int) -> tuple[str, ...]:
        """Return the ids of published articles whose vectors are not made yet, the newest first."""
        with self._db.read() as connection:
            rows = connection.execute(_UNMEANT, {"encoder": encoder, "since": since, "most": limit})
            return tuple(rows.scalars())

    def keep_meanings(self, encoder: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors of articles by their marks."""
        with self._db.write() as connection:
            rows = [{"mark": mark, "encoder": encoder, "vector": vector} for mark, vector in vectors.items()]
            upsert(connection, _MEANINGS, rows)

    def unmeant_labels(self, encoder: str, limit: int) -> Mapping[TermKey, str]:
        """Return labels whose vectors are not made yet."""
        with self._db.read() as connection:
            rows = connection.execute(_UNMEANT_LABELS, {"encoder": encoder, "most": limit}).all()
        return {(TermKind(row.kind), row.name): row.label for row in rows}

    def keep_label_meanings(self, encoder: str, vectors: Mapping[TermKey, tuple[str, bytes]]) -> None:
        """Keep vectors of labels."""
        rows = [
            {"kind": kind.value, "name": name, "encoder": encoder, "label": label, "vector": vector}
            for (kind, name), (label, vector) in vectors.items()
        ]
        with self._db.write() as connection:
            upsert(connection, _LABELS, rows)

    def forget_meanings(self) -> None:
        """Drop the vectors of what is not published any more."""
        with self._db.write() as connection:
            connection.execute(_UNPUBLISHED)
            connection.execute(_UNBORNE)
