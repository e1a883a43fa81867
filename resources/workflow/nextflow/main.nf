// Megabase in exact pieces: plan, compute each piece, merge.
//
// No Nextflow ran this when it was written: it was checked as text, and the command lines in it against
// `megabase --help`. `nextflow run main.nf -stub-run` goes through it without computing anything.
//
//     nextflow run nextflow/main.nf --command predict --fasta genome.fa.gz --regions contigs.bed \
//         --model hawk-tutorial --out tracks.bedgraph --shards 6

nextflow.enable.dsl = 2

params.command = 'predict'      // predict or variants
params.fasta = null             // genome, with its .fai and .gzi beside it where there are any
params.regions = null           // predict: BED file of the contigs or regions
params.vcf = null               // variants: VCF file
params.model = 'hawk-tutorial'
params.options = ''             // further options of the command
params.out = 'tracks.bedgraph'  // a format of one file
params.shards = 6
params.threads = 2
params.results = 'results'

process PLAN {
    input:
    path fasta
    path data

    output:
    path 'plan/plan.json'

    script:
    """
    megabase plan ${params.command} ${inputs(fasta, data)} --model ${params.model} ${params.options} \\
        --threads ${params.threads} --shards ${params.shards} --out-dir plan --out ${params.out}
    """

    stub:
    """
    mkdir plan
    echo '{"pieces":[{"shard":"1/1","memoryBytes":1e9,"processorSeconds":60}]}' > plan/plan.json
    """
}

process PIECE {
    tag "${piece.shard}"
    cpus params.threads
    memory { (piece.memoryBytes * 1.25 * Math.pow(2, task.attempt - 1)).longValue().B }
    time { ((10 + 3 * piece.processorSeconds / 60 / params.threads) * task.attempt).longValue().min }
    // 75: trying again may help. From 128 on a signal ended it.
    errorStrategy { task.exitStatus == 75 || task.exitStatus >= 128 ? 'retry' : 'finish' }
    maxRetries 2

    input:
    val piece
    path fasta
    path data

    output:
    path "shard-*.${suffix()}", emit: parts
    path 'run.json', emit: manifest

    script:
    """
    megabase ${params.command} ${inputs(fasta, data)} --model ${params.model} ${params.options} \\
        --threads ${task.cpus} --shard ${piece.shard} --out ${partName(piece)} --cache auto \\
        --overwrite --progress json --manifest run.json
    """

    stub:
    """
    touch ${partName(piece)} run.json
    """
}

process MERGE {
    publishDir params.results, mode: 'copy'

    input:
    path parts

    output:
    path "${params.out}*"

    script:
    """
    megabase merge --out ${params.out} ${parts.join(' ')}
    """

    stub:
    """
    touch ${params.out}
    """
}

def inputs(fasta, data) {
    def named = params.command == 'variants' ? '--vcf' : '--region'
    return "--fasta ${fasta} ${named} ${data}"
}

def suffix() {
    return params.out.replaceFirst(/^[^.]+\./, '')
}

def partName(piece) {
    return "shard-${piece.shard.replace('/', '-of-')}.${suffix()}"
}

workflow {
    fasta = file(params.fasta)
    data = file(params.command == 'variants' ? params.vcf : params.regions)
    plan = PLAN(fasta, data)
    pieces = plan.flatMap { new groovy.json.JsonSlurper().parse(it.toFile()).pieces }
    done = PIECE(pieces, fasta, data)
    MERGE(done.parts.collect())
}
