"""What the product says to its database for one confirmed pick, as SQLAlchemy hands it over."""

from contextlib import contextmanager

from sqlalchemy import event

from tests.bench.statements import shape


@contextmanager
def captured(engine):
    """Collect the shapes of all statements, and where a transaction begins and ends.

    BEGIN and COMMIT are marked, not counted as statements: whoever asks counts the others.
    """
    said = []

    def statement(_connection, _cursor, text, _values, _context, _many):
        said.append(shape(text))

    def mark(word):
        def note(connection):
            glances = connection.info.get("begins") == ""
            options = connection.get_execution_options()
            if not glances and options.get("isolation_level") != "AUTOCOMMIT":
                said.append(word)

        return note

    listeners = [("before_cursor_execute", statement)]
    listeners += [(word, mark(word)) for word in ("begin", "commit", "rollback")]
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield said
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)


def counted(said):
    return [text for text in said if text not in ("begin", "commit", "rollback")]
