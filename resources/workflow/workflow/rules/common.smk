# What the rules share: the runs of the configuration, and what the plan says of a piece.
import json
import math
import os
import re
import shlex

RESULTS = config["results"]
COMMANDS = ["predict", "variants", "consensus"]
RUNS = [(command, run) for command in COMMANDS for run in config.get(command) or {}]

# Options whose values are files that a job waits for, where they are there.
FILES = ["fasta", "vcf", "region", "regions", "targets", "annotation"]

# Tries of a job: the first, and those after exit code 75 or a kill.
TRIES = 3


wildcard_constraints:
    command="|".join(COMMANDS),
    run="[A-Za-z0-9][A-Za-z0-9_-]*",
    piece="[0-9]*-of-[0-9]*",


def settings(command, run):
    return config[command][run]


def as_list(value):
    return value if isinstance(value, list) else [value]


def folder(wildcards, command):
    return f"{RESULTS}/{command}/{wildcards.run}"


def files_of(command):
    """Files among the options of a run, as an input function."""

    def files(wildcards):
        options = settings(command or wildcards.command, wildcards.run)["options"]
        named = [str(one) for name in FILES for one in as_list(options.get(name, []))]
        return [one for one in named if os.path.isfile(one)]

    return files


def option_words(command, run):
    """The options of a run as words of a command line."""
    words = []
    for name, value in settings(command, run)["options"].items():
        if value is False:
            continue
        words.append(f"--{name}")
        if value is not True:
            words += [str(one) for one in as_list(value)]
    return words


def cache_words():
    cache = config["cache"]
    return ["--no-cache"] if cache == "none" else ["--cache", cache]


def plan_line(wildcards):
    """The command line that plans a run."""
    command, run = wildcards.command, wildcards.run
    chosen = settings(command, run)
    cut = ["--shards", chosen["shards"]] if "shards" in chosen else ["--minutes", chosen["minutes"]]
    place = folder(wildcards, command)
    words = ["plan", command, *option_words(command, run), *cut, "--out-dir", place]
    words += ["--out", f"{place}/{chosen['out']}", "--overwrite"]
    if command != "consensus":
        words += ["--threads", config["threads"], *cache_words()]
    return shlex.join(str(word) for word in words)


def read_plan(command, run):
    with open(f"{RESULTS}/{command}/{run}/plan.json") as file:
        return json.load(file)


def piece_of(command, wildcards):
    """What the plan says of a piece."""
    pieces = read_plan(command, wildcards.run)["pieces"]
    return next(piece for piece in pieces if name_of(piece) == wildcards.piece)


def name_of(piece):
    """`3-of-6` of the shard 3/6, for file names."""
    number, count = re.findall("[0-9][0-9]*", piece["shard"])
    return f"{number}-of-{count}"


def piece_line(command):
    return lambda wildcards: shlex.join(piece_of(command, wildcards)["arguments"])


def memory(command):
    """MB of a piece, a quarter more than planned, and twice as much at each further try."""
    return lambda wildcards, attempt: math.ceil(
        1.25 * piece_of(command, wildcards)["memoryBytes"] / 1e6 * 2 ** (attempt - 1)
    )


def minutes(command):
    """Minutes of a piece, three times what is planned and some to start with."""
    return lambda wildcards, attempt: attempt * math.ceil(
        10 + 3 * piece_of(command, wildcards)["processorSeconds"] / 60 / config["threads"]
    )


def disk(command):
    return lambda wildcards: 100 + math.ceil(piece_of(command, wildcards)["diskBytes"] / 1e6)


def manifests(wildcards):
    """The pieces of a run, once its plan is there."""
    command, run = wildcards.command, wildcards.run
    checkpoints.plan.get(command=command, run=run)
    pieces = read_plan(command, run)["pieces"]
    return [f"{RESULTS}/{command}/{run}/{name_of(piece)}.run.json" for piece in pieces]


ATTEMPT = f"{workflow.basedir}/scripts/attempt.sh"
