# Cuts a run into pieces, and foretells what each takes.
checkpoint plan:
    input:
        files_of(None),
    output:
        f"{RESULTS}/{{command}}/{{run}}/plan.json",
    log:
        f"{RESULTS}/logs/{{command}}/{{run}}/plan.log",
    params:
        megabase=config["megabase"],
        line=plan_line,
        attempt=ATTEMPT,
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1000 * 2 ** (attempt - 1),
        runtime=60,
        tries=lambda wildcards, attempt: attempt,
    retries: TRIES - 1
    shell:
        "bash {params.attempt} {resources.tries} {log} {params.megabase} {params.line}"
