export { expectInside, type Genome } from './genome.ts';
