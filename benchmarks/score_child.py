"""Run as a process of its own: scores a file and prints the CPU seconds used after the imports.

python -m benchmarks.score_child ANSWERS OUTPUT
"""

import importlib
import json
import pkgutil
import runpy
import sys
import time

LAYERS = ("assessment.definitions", "assessment.method", "assessment.workbooks")
HEAVY = ("numpy", "pandas", "pyarrow.parquet", "scipy.stats", "openpyxl", "pydantic")


def main(answers: str, output: str) -> None:
    """Everything is imported first; then the command does its whole work, from file to file."""
    for layer in LAYERS:
        package = importlib.import_module(layer)
        for found in pkgutil.walk_packages(package.__path__, f"{layer}."):
            importlib.import_module(found.name)
    for name in (*HEAVY, "assessment.cli"):
        importlib.import_module(name)
    sys.argv = ["assessment", "score", "smart-factory", answers, "--output", output]
    before = time.process_time()
    try:
        runpy.run_module("assessment", run_name="__main__")
    except SystemExit as left:
        if left.code:
            raise
    print(json.dumps({"cpu": time.process_time() - before}), file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:3])
