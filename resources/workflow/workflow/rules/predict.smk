# Predicts the tracks of one piece.
rule predict:
    input:
        files_of("predict"),
        plan=f"{RESULTS}/predict/{{run}}/plan.json",
    output:
        f"{RESULTS}/predict/{{run}}/{{piece}}.run.json",
    log:
        f"{RESULTS}/logs/predict/{{run}}/{{piece}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/predict/{{run}}/{{piece}}.tsv"
    params:
        megabase=config["megabase"],
        line=piece_line("predict"),
        attempt=ATTEMPT,
    threads: config["threads"]
    resources:
        mem_mb=memory("predict"),
        disk_mb=disk("predict"),
        runtime=minutes("predict"),
        tries=lambda wildcards, attempt: attempt,
    retries: TRIES - 1
    shell:
        "bash {params.attempt} {resources.tries} {log} {params.megabase} {params.line}"
        " --overwrite --progress json --manifest {output}"
