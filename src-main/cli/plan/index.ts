/** Plans of what commands take, and of the pieces that they are cut into. */
export { filesAmong, foreseeIn, type Foreseen, type Plannable } from './foresee.ts';
export { pieceArguments, pieceOutput } from './piece-arguments.ts';
export { costText, foretoldLines, fromText, printCost } from './print-cost.ts';
