# Scores the variants of one piece.
rule variants:
    input:
        files_of("variants"),
        plan=f"{RESULTS}/variants/{{run}}/plan.json",
    output:
        f"{RESULTS}/variants/{{run}}/{{piece}}.run.json",
    log:
        f"{RESULTS}/logs/variants/{{run}}/{{piece}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/variants/{{run}}/{{piece}}.tsv"
    params:
        megabase=config["megabase"],
        line=piece_line("variants"),
        attempt=ATTEMPT,
    threads: config["threads"]
    resources:
        mem_mb=memory("variants"),
        disk_mb=disk("variants"),
        runtime=minutes("variants"),
        tries=lambda wildcards, attempt: attempt,
    retries: TRIES - 1
    shell:
        "bash {params.attempt} {resources.tries} {log} {params.megabase} {params.line}"
        " --overwrite --progress json --manifest {output}"
