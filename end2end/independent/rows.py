#!/usr/bin/env python3
"""Which rows are in a SQLite file? Read without the program that wrote them.

    rows.py FILE QUERY    one row a line, its columns parted by tabs, bytes in hex

Python 3.11, standard library only. The file is opened to be read alone.
"""

import pathlib
import sqlite3
import sys


def shown(value):
    if isinstance(value, bytes):
        return value.hex()
    return "" if value is None else str(value)


def main():
    path, query = sys.argv[1:]
    connection = sqlite3.connect(f"{pathlib.Path(path).resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    for row in connection.execute(query):
        print("\t".join(map(shown, row)))


main()
