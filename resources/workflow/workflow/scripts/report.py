"""Sums up the manifests of all runs: a line for each piece and each whole, as TSV and as HTML."""

import glob
import html
import json
import os
import sys

COLUMNS = ["run", "part", "exit", "host", "wall_s", "processor_s", "peak_memory_mb", "files", "bytes", "model", "engine"]


def row(run, path):
    with open(path) as file:
        told = json.load(file)
    peak = told["peakMemoryBytes"]
    return {
        "run": run,
        "part": os.path.basename(path).removesuffix(".run.json"),
        "exit": told["exit"]["code"],
        "host": told["host"]["name"],
        "wall_s": round(told["wallSeconds"], 1),
        "processor_s": round(told["processorSeconds"], 1),
        "peak_memory_mb": round((peak["command"] + peak["compute"]) / 1e6),
        "files": len(told["outputs"]),
        "bytes": sum(one.get("bytes", 0) for one in told["outputs"]),
        "model": " ".join(sorted({f"{one['name']} {one['version']}" for one in told["models"]})),
        "engine": told["versions"]["engine"],
    }


def order(path):
    name = os.path.basename(path).split("-of-")[0]
    return (0, int(name)) if name.isdigit() else (1, 0)


def rows_of(folders):
    for folder in folders:
        run = "/".join(folder.split(os.sep)[-2:])
        for path in sorted(glob.glob(f"{folder}/*.run.json"), key=order):
            yield row(run, path)


def write(rows, tsv, page):
    with open(tsv, "w") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for one in rows:
            file.write("\t".join(str(one[column]) for column in COLUMNS) + "\n")
    head = "".join(f"<th>{html.escape(column)}</th>" for column in COLUMNS)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(str(one[column]))}</td>" for column in COLUMNS) + "</tr>" for one in rows
    )
    style = "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}td,th{padding:.2em .8em;border-bottom:1px solid #ccc;text-align:left}"
    with open(page, "w") as file:
        file.write(
            f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Megabase runs</title><style>{style}</style>\n'
            f"<h1>Megabase runs</h1>\n<table>\n<tr>{head}</tr>\n{body}\n</table>\n</html>\n"
        )


if "snakemake" in globals():
    with open(snakemake.log[0], "w") as log:  # noqa: F821
        sys.stderr = log
        write(list(rows_of(snakemake.params.runs)), snakemake.output.tsv, snakemake.output.html)  # noqa: F821
