/** Which provider computes: what works here, what is right, and what is fastest. */
export { chooseInTurn, type PlaceInTurn } from './choose-in-turn.ts';
export { type Candidate, type ChosenProvider, type ProviderContext } from './choose-provider.ts';
export { endTurns } from './own-turns.ts';
export { reportProvider } from './report-provider.ts';
