/**
 * Variants of a sample, record by record.
 *
 *     const vcf = await openVcf('sample.vcf.gz', { onNote });
 *     for await (const record of vcf.records()) {
 *       if (record.broken) console.error(record.line, record.problem);
 *       else console.log(record.contig, record.pos, record.alts, record.genotype(0));
 *     }
 */
export { type LineBatch } from './line-batch.ts';
export { parseVcf, type ParsedVcf } from './parse-vcf.ts';
export { type VcfHeader, type VcfHeaderText, vcfHeader } from './vcf-header.ts';
export { type VcfLine, type VcfRecord, vcfLine } from './vcf-record.ts';
