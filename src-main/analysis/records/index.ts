export { recordsIn } from './records-in.ts';
export { SkipTally } from './skip-tally.ts';
