export { recordsIn } from './records-in.ts';
export { RefusalTally } from './refusal-tally.ts';
