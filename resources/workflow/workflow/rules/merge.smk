# Puts the pieces of a run together.
rule merge:
    input:
        manifests=manifests,
        plan=f"{RESULTS}/{{command}}/{{run}}/plan.json",
    output:
        f"{RESULTS}/{{command}}/{{run}}/whole.run.json",
    log:
        f"{RESULTS}/logs/{{command}}/{{run}}/merge.log",
    benchmark:
        f"{RESULTS}/benchmarks/{{command}}/{{run}}/merge.tsv"
    params:
        megabase=config["megabase"],
        line=lambda wildcards, input: shlex.join(read_plan(wildcards.command, wildcards.run)["merge"]),
        attempt=ATTEMPT,
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * 2 ** (attempt - 1),
        runtime=lambda wildcards, attempt: 60 * attempt,
        tries=lambda wildcards, attempt: attempt,
    retries: TRIES - 1
    shell:
        "bash {params.attempt} {resources.tries} {log} {params.megabase} {params.line}"
        " --overwrite --manifest {output}"
