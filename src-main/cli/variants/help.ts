import { randomReach } from '../../analysis/variants/index.ts';

/** What `megabase variants --help` says after its options. */
export const variantsHelp = `
The log-likelihood ratio (LLR) is ln P(alt)/P(ref), negative where the model finds
the alternative less likely. An effect is the value with the variant minus the value
without it. Where bases are inserted, a model that reads in tiles and has a value for each
base gives the largest of theirs, a model with a state the mean. A variant head
(--model MODEL+HEAD) adds one score per label. VCF output keeps every record as it was and
adds MB_ keys to INFO. TSV has AlphaGenome's columns
first; record_id, chrom, pos, ref and alt are the record's own, the normalised_ columns
are trimmed and left-aligned; JSON has both.
<DEL>, <DUP:TANDEM> and <INV> of up to 10,000 bases are scored like written-out alleles
if END or SVLEN gives their end; <DUP> also needs SVCLAIM J or DJ.
--haplotypes scores as many haplotypes as the sample's genotypes have copies. --samples does
so for several samples of a cohort's VCF: rows by sample and haplotype, and haplotypes that
are the same in a tile are computed once. Genotypes that are missing are left as the
reference, and counted; unphased ones go by --unphased. A file with an index is read contig
by contig; of another the alleles of all contigs are held in memory.

--regions takes only variants whose REF overlaps one of the regions, in file order, through
the file's index where it has one. It changes no score, as --region does.

--distance gives SpliceAI's delta scores: for each track the largest gain and the largest
loss (both counted upwards) and where they are. With --annotation they are told for each
gene that the variant lies in, by tracks of its strand; --mask-annotated and --n-outside do
what SpliceAI does. --aggregate has AlphaGenome's names: DIFF_MEAN, DIFF_SUM, DIFF_SUM_LOG2,
DIFF_LOG2_SUM, L2_DIFF, L2_DIFF_LOG1P, ACTIVE_MEAN, ACTIVE_SUM, each with a width in bp
(501, 2001, 10001, ...). Without one (WHOLE) it is all that was read; of a model that reads
in tiles, a tile's length around the variant. GENE_MASK_LFC and GENE_MASK_ACTIVE are over
the exons of a gene, and empty unless all of its exons lie within WHOLE.
GENE_MASK_SPLICING, with a width or without, is the largest |alt - ref| within each gene
that the variant lies in, of tracks with a value for each base. A window that reaches beyond what was read, but not beyond the contig, has no gain, loss or aggregate.
Logarithms are of values plus 1, in GENE_MASK_LFC of means plus 0.001, as AlphaGenome's.
Other than there, a width takes all bins that it overlaps, the alleles of an indel are lined
up in windows too, and genes of exon masks are those with an exon in what the variant may
change.
Deleted bases count as 0; in tracks without an activation that are no probabilities, whose
values may be negative, they are left out.

--background holds the LLR, the local effects and those on targets against random changes
near the variant: as many bases replaced, deleted or put in, within ${randomReach.bp.toLocaleString('en-US')} bp of it (or ${randomReach.lengths}
times its length). background_percentile is the percent of them with a smaller effect,
either way, or of an LLR the percent with a higher one; an effect that rounds to 0, on a
probability below 0.0005, is no larger than --tolerance can tell and has none. It is another
thing than quantile_score, which ranks a variant among other variants:

\`megabase variants background --vcf common.vcf.gz\`, with the same options and no --out,
keeps the scores of common variants for a model; later scores are ranked by them in
quantile_score, from -1 to 1, or 0 to 1 where scores have no sign. A score is ranked only by
scores made with the same --window, --flank, --tolerance, --mask-annotated and --n-outside,
and with an annotation or without, where these change it.

--strands tells each LLR and effect on each strand too, read by itself, and --members by each
member of a model that has several: raw_score_forward, raw_score_reverse, raw_score_MEMBER, and
MB_READINGS in VCF. A model whose weights are shared between the strands says the same of both.

Variants in sequence that the model seems never to have been shown, its likelihood there far
below usual, have a row UNFAMILIAR with that log-likelihood of a base, and MB_UNFAMILIAR.

A score depends on the context that was read, so on where it begins and ends. Without
--region the context is a tile of 1,000,000 bp, counted from the start of the contig,
with --flank (default: half of the useful context) on each side: the same for any
file, so a VCF cut into parts (bcftools view -r) gets the scores of the whole. With
--region it is that region with its flanks, so another region gives other scores, and
a variant that is not wholly inside has none. TSV and JSON give the context as
scored_interval. A model that reads in tiles reads those of its tiles that see the
variant, the same in any file and region. With --window the LLR of a substitution reads its own window,
wherever the region ends.

Example:
  megabase variants --fasta genome.fa.gz --vcf calls.vcf.gz --targets genes.gff3 \\
    --region chr7:1,000,001-2,000,000 --model hawk-tutorial --out scored.vcf.gz`;
