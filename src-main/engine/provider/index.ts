/** Which provider computes: what works here, what is right, and what is fastest. */
export {
  chooseProvider,
  type Candidate,
  type ChosenProvider,
  type ProviderContext,
} from './choose-provider.ts';
export { awaitTurn, endTurns } from './own-turns.ts';
export { reportProvider } from './report-provider.ts';
