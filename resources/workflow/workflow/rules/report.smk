# Sums up the manifests of all runs and their pieces.
rule report:
    input:
        [f"{RESULTS}/{command}/{run}/whole.run.json" for command, run in RUNS],
    output:
        tsv=f"{RESULTS}/report.tsv",
        html=f"{RESULTS}/report.html",
    log:
        f"{RESULTS}/logs/report.log",
    params:
        runs=[f"{RESULTS}/{command}/{run}" for command, run in RUNS],
    script:
        "../scripts/report.py"
