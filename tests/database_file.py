"""The bytes of an SQLite database, as they lie on the disk."""

import subprocess
from pathlib import Path


def bytes_on_disk(database: Path) -> bytes:
    """The database file and what was written ahead of it, read by a process of its own.

    A process that opens the file itself and closes it gives up the locks of its own connections: POSIX locks belong to
    processes. Another program then believes that nobody has the database open, and takes away what they share.
    """
    paths = [str(path) for path in sorted(database.parent.glob(f"{database.name}*")) if path.is_file()]
    return subprocess.run(["cat", "--", *paths], capture_output=True, check=True).stdout
