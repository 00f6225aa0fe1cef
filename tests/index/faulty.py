"""Run as a program with faults.so preloaded: syncs a folder again and again, each time in a forked
process whose n-th write fails or kills it.

LISTS in its environment holds other values for the constants of ``index.dense``.

Reads lines "FAULT AT ONCE INDEX FOLDER" and answers each with "SIGNAL_OR_EXIT CALLS": how the
process ended, and how many writes it came to.
"""

import json
import os
import sys
import time
from pathlib import Path

import index.dense
from index import CitewellError, create_index, load_settings, sync_index
from index.models import exported_model, open_model

_PATIENCE = 120.0  # seconds


def main() -> None:
    vars(index.dense).update(json.loads(os.environ.get("LISTS", "{}")))
    settings = load_settings()
    model = open_model(exported_model(settings.model, settings).name, settings)
    for line in sys.stdin:
        fault, at, once, path, folder = line.split()
        count = Path(path).with_name("count")
        count.unlink(missing_ok=True)
        child = os.fork()
        if not child:
            os.environ |= {
                "FAULT": fault,
                "FAULT_AT": at,
                "FAULT_ONCE": once,
                "FAULT_FOLDER": str(Path(path).parent / "index"),
                "FAULT_COUNT": str(count),
            }
            try:
                if not Path(path).is_dir():
                    create_index(Path(path), settings.model, settings)
                sync_index(Path(path), Path(folder), settings, model=model)
            except CitewellError as error:
                _say(str(error))
                os._exit(2)
            except BaseException as error:  # noqa: BLE001 - what a user must never see
                _say(f"TRACEBACK {error!r}")
                os._exit(3)
            os._exit(0)
        ended = _wait(child)
        calls = count.stat().st_size if count.exists() else 0
        sys.stdout.write(f"{ended} {calls}\n")
        sys.stdout.flush()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _wait(child: int) -> int:
    """How a process ended: its exit code, minus its signal, or −99 if it hung."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return -99


if __name__ == "__main__":
    main()
