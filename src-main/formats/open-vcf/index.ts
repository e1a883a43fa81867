export { openVcf, type Vcf } from './open-vcf.ts';
