"""`python -m flows.run.server HOST PORT [NAME …]`: Prefect's server, behind a guard.

The same as `prefect server start`, which lets any site that a browser shows ask its API.
"""

import sys

import uvicorn
from prefect.server.api.server import create_app

from flows.run.guard import Guard, own_names


def main(host: str, port: str, *names: str) -> None:
    """Serve until told to stop.

    Args:
        host: the address to listen at.
        port: likewise.
        names: further ones by which it may be asked for.
    """
    app = Guard(create_app(final=True), own_names(host, names))
    uvicorn.run(app, host=host, port=int(port), log_level="warning", timeout_keep_alive=5)


if __name__ == "__main__":
    main(*sys.argv[1:])
