/** 2bit: random access to a genome. */
export { isTwoBit } from './twobit-header.ts';
export { openTwoBit, type TwoBit } from './twobit.ts';
