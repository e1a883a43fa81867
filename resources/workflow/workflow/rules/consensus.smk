# Writes the haplotypes of one piece.
rule consensus:
    input:
        files_of("consensus"),
        plan=f"{RESULTS}/consensus/{{run}}/plan.json",
    output:
        f"{RESULTS}/consensus/{{run}}/{{piece}}.run.json",
    log:
        f"{RESULTS}/logs/consensus/{{run}}/{{piece}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/consensus/{{run}}/{{piece}}.tsv"
    params:
        megabase=config["megabase"],
        line=piece_line("consensus"),
        attempt=ATTEMPT,
    threads: config["threads"]
    resources:
        mem_mb=memory("consensus"),
        disk_mb=disk("consensus"),
        runtime=minutes("consensus"),
        tries=lambda wildcards, attempt: attempt,
    retries: TRIES - 1
    shell:
        "bash {params.attempt} {resources.tries} {log} {params.megabase} {params.line}"
        " --overwrite --progress json --manifest {output}"
