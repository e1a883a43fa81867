"""Calls Megabase from Python 3, with its standard library alone.

    megabase serve --api --root /data/study --connection ~/megabase.json
    python3 megabase_api.py ~/megabase.json

As a program it runs a task on the tutorial genome; what it writes lies below /data/study/python. In a script or
a notebook:

    from megabase_api import Megabase
    megabase = Megabase("/home/me/megabase.json")
    megabase.call("predict", fasta="own.fa", region=["chr1"], model="hawk-tutorial", out="own.bw")
"""

import json
import os
import sys
import urllib.error
import urllib.request


class MegabaseError(Exception):
    """A call that failed: what happened, and what to do."""

    def __init__(self, error):
        super().__init__(error["message"] + " " + error["advice"])
        self.code = error["code"]
        self.status = error["status"]


class Megabase:
    """The server of a connection file."""

    def __init__(self, connection_file):
        with open(connection_file, encoding="utf-8") as file:
            connection = json.load(file)
        self.url = connection["url"]
        self.roots = connection["roots"]
        self._token = connection["token"]
        # Straight to this computer, never by way of a proxy.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(self, name, on_progress=None, /, **parameters):
        """Waits for a call, and returns its result: answer, files, firstLines."""
        request = urllib.request.Request(
            self.url + "/calls/" + name,
            data=json.dumps(parameters).encode("utf-8"),
            headers={
                "Authorization": "Bearer " + self._token,
                "Content-Type": "application/json",
                "Accept": "text/event-stream",
            },
        )
        try:
            # Where this is interrupted, the connection closes, and the call is stopped.
            with self._opener.open(request) as response:
                for event, data in _events(response):
                    if event == "progress" and on_progress:
                        on_progress(data["fraction"], data["text"])
                    if event == "error":
                        raise MegabaseError(data["error"])
                    if event == "result":
                        return data
        except urllib.error.HTTPError as error:
            raise MegabaseError(json.load(error)["error"]) from None
        raise ConnectionError("The server ended before the call did.")


def _events(response):
    """Server-sent events: the name and the data of each."""
    event = None
    for line in response:
        field, _, value = line.decode("utf-8").rstrip("\r\n").partition(": ")
        if field == "event":
            event = value
        elif field == "data":
            yield event, json.loads(value)


def main(connection_file):
    megabase = Megabase(connection_file)
    megabase.call("tutorial", dir="python")
    genome = {
        "fasta": "python/tutorial.fa.gz",
        "model": "hawk-tutorial",
        "flank": 0,
        "provider": "cpu",
    }
    region, genes = "chrT1:405,001-440,000", "python/tutorial.gff3"

    def show(fraction, text):
        print(f"{fraction:4.0%} {text}", file=sys.stderr)

    megabase.call("predict", show, **genome, region=[region], out="python/predicted.bedgraph")

    # What acts on the gene T1G073, and from where?
    megabase.call(
        "effects", **genome, region=[region], tile=2000, targets=genes, out="python/effects.tsv"
    )
    with open(os.path.join(megabase.roots[0], "python/effects.tsv"), encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    rows = [dict(zip(lines[0], line)) for line in lines[1:]]
    far = [row for row in rows if row["target"] == "T1G073" and int(row["distance"]) > 2000]
    enhancer = min(far, key=lambda row: float(row["effect"]))
    print("enhancer of T1G073:", enhancer["element"], "effect", enhancer["effect"])

    # What do the sample's variants in it do?
    scored = megabase.call(
        "variants",
        **genome,
        region=region,
        vcf="python/sample.vcf.gz",
        targets=genes,
        out="python/variants.vcf",
    )
    start, end = int(enhancer["element_start"]), int(enhancer["element_end"])
    for variant in scored["answer"]["top"]:
        if start <= variant["place"]["start"] < end:
            print("variant in it:", variant["id"], "LLR", round(variant["scores"]["llr"], 3))
            for effect in variant["scores"]["distal"]:
                print("  on", effect["target"]["name"], round(effect["effect"], 3))

    megabase.call(
        "figure",
        fasta=genome["fasta"],
        tracks=[genes, "python/predicted.bedgraph"],
        region=region,
        out="python/figure.svg",
    )
    print("figure:", os.path.join(megabase.roots[0], "python/figure.svg"))


if __name__ == "__main__":
    main(sys.argv[1])
