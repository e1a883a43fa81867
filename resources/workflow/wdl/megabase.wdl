version 1.1

# Megabase in exact pieces: compute each shard, merge.
#
# No WDL engine ran this when it was written: it was checked as text, and the command lines in it against
# `megabase --help`. The cut needs no plan: shard I of N is the same as that of `megabase plan`.

task piece {
  input {
    # predict or variants
    String command
    File fasta
    # predict: a BED file; variants: a VCF file
    File data
    String model
    String options = ""
    Int shard
    Int shards
    # Ending of the output, such as bedgraph or vcf
    String format
    Int threads = 2
    Int memory_gb = 4
    String container = "megabase"
  }

  String named = if command == "variants" then "--vcf" else "--region"
  String out = "shard-~{shard}-of-~{shards}.~{format}"

  command <<<
    set -euo pipefail
    megabase ~{command} --fasta ~{fasta} ~{named} ~{data} --model ~{model} ~{options} \
      --threads ~{threads} --shard ~{shard}/~{shards} --out ~{out} --cache auto \
      --overwrite --progress json --manifest run.json
  >>>

  output {
    File part = out
    File manifest = "run.json"
  }

  runtime {
    container: container
    cpu: threads
    memory: "~{memory_gb} GiB"
    # Exit code 75 means that trying again may help; engines that can choose should retry that one alone.
    maxRetries: 2
    returnCodes: 0
  }
}

task merge {
  input {
    Array[File] parts
    String out
    String container = "megabase"
  }

  command <<<
    set -euo pipefail
    megabase merge --out ~{out} ~{sep(" ", parts)}
  >>>

  output {
    File whole = out
  }

  runtime {
    container: container
    cpu: 1
    memory: "2 GiB"
  }
}

workflow megabase {
  input {
    String command = "predict"
    File fasta
    File data
    String model = "hawk-tutorial"
    String options = ""
    String out = "tracks.bedgraph"
    String format = "bedgraph"
    Int shards = 6
  }

  scatter (index in range(shards)) {
    call piece {
      input:
        command = command,
        fasta = fasta,
        data = data,
        model = model,
        options = options,
        shard = index + 1,
        shards = shards,
        format = format
    }
  }

  call merge {
    input:
      parts = piece.part,
      out = out
  }

  output {
    File whole = merge.whole
    Array[File] manifests = piece.manifest
  }
}
