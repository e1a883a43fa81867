import type { ProviderChoice } from '../../contract/index.ts';
import { ComputePlace } from '../fallback/index.ts';
import type { Send } from '../jobs/index.ts';
import {
  chooseProvider,
  type ChosenProvider,
  type ProviderContext,
  type Trial,
} from './choose-provider.ts';
import { awaitTurn, endTurns, type WantedDevice } from './own-turns.ts';

/** Where a job computes, whose turn it is there. */
export interface PlaceInTurn {
  readonly chosen: ChosenProvider;
  readonly place: ComputePlace;
  /** For turns, milliseconds: none of the job's time. */
  readonly waited: number;
}

/**
 * As `chooseProvider`, one job of this user at a time on each device: before it is timed, and until the job ends or
 * the device fails. `known`: what was chosen for another job with the same settings; `tools`: what is looked at, for
 * tests.
 */
export async function chooseInTurn(
  choice: ProviderChoice,
  trial: () => Trial,
  send: Send,
  {
    known,
    tools,
  }: { readonly known?: ChosenProvider | undefined; readonly tools?: ProviderContext } = {},
): Promise<PlaceInTurn> {
  let waited = 0;
  const wait = async (device: WantedDevice) => {
    waited += await awaitTurn(device, (note) => send({ kind: 'note', note }));
  };
  const timed = (): Trial => {
    const own = trial();
    return {
      ...own,
      async time(candidate, tokens) {
        await wait(candidate);
        return own.time(candidate, tokens);
      },
    };
  };
  const chosen = known ?? (await chooseProvider(choice, timed(), tools));
  await wait(chosen);
  const place = new ComputePlace(chosen.provider, (note) => {
    endTurns();
    return send({ kind: 'device-failed', note });
  });
  return { chosen, place, waited };
}
