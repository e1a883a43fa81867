/** Opens VCF in a process that can be ended. */
export { openVcf, type Vcf } from './open-vcf.ts';
