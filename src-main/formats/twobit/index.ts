export { isTwoBit } from './twobit-header.ts';
export { openTwoBit, type TwoBit } from './twobit.ts';
