import { defined } from '../../../contract/index.ts';
import {
  packedWidth,
  type DeviceSession,
  type DeviceTensor,
  type Network,
} from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import type { HeadChunk, WantsOutput } from '../heads/index.ts';
import { headChunk, joinOutputs, wantedOutputs } from './head-outputs.ts';
import { releaseSession } from './release-session.ts';

/** The graph of a chunk, open on a device, and what to do if that fails. */
export interface ForwardSession {
  readonly session: DeviceSession;
  /** Opens the graph anew, after a call with so many tokens of chunk `k` has failed; throws where that is no help. */
  readonly onFailure: (
    error: unknown,
    failed: { readonly k: number; readonly tokens: number },
  ) => Promise<Reopened>;
}

/** The graph, open in smaller chunks or elsewhere. */
export interface Reopened {
  readonly session: DeviceSession;
  /** Most tokens a call. */
  readonly most: number;
  /** True where nothing is left to be tried. */
  readonly isLast: boolean;
}

/** Outputs of a chunk's graph that stay on the device. */
export const residentStates = ['states_next'];

/**
 * The pass of a network that reads forward: chunk by chunk through all layers and the head, a call a
 * chunk. Token ids go in, and what the head says comes out; the states stay on the device. A
 * device that fails costs the call it was at: the next one starts from the states that came home.
 */
export async function* forwardPass(
  network: Network,
  { plan, tokens }: { readonly plan: ChunkPlan; readonly tokens: Uint8Array },
  { session: opened, onFailure }: ForwardSession,
  wants: WantsOutput,
): AsyncGenerator<HeadChunk> {
  const dims = [1, packedWidth(network)];
  const zero = new Float32Array(packedWidth(network));
  let session = opened;
  const open = new Set([session]);
  let [most, isLast] = [plan.size, false];
  let home: Float32Array = zero;
  let resident: DeviceTensor | undefined;
  const leave = () => {
    resident?.dispose();
    resident = undefined;
  };
  try {
    for (let k = 0; k < plan.count; k++) {
      const { start, end } = plan.range(k);
      const want = [...wantedOutputs(network, wants, start, end), 'states_next', 'states_home'];
      const parts: Readonly<Record<string, Float32Array>>[] = [];
      for (let from = start; from < end;) {
        const to = Math.min(end, from + most);
        const isStart = from === start && plan.startsWindow(k);
        if (isStart) {
          leave();
          home = zero;
        }
        const inputs = {
          ids: { data: Int32Array.from(tokens.subarray(from, to)), dims: [1, to - from] },
          first: { data: Float32Array.of(isStart ? 1 : 0), dims: [1, 1, 1] },
          states: resident ?? { data: home, dims },
        };
        try {
          const outputs = await session.run(inputs, want);
          leave();
          resident = defined(outputs.device['states_next']);
          home = defined(outputs.host['states_home']);
          parts.push(outputs.host);
          from = to;
        } catch (error) {
          if (isLast) throw error;
          // What it holds is given back first: it may be the memory that was wanted.
          leave();
          open.delete(session);
          await releaseSession(session);
          ({ session, most, isLast } = await onFailure(error, { k, tokens: to - from }));
          open.add(session);
        }
      }
      yield headChunk(start, end, joinOutputs(parts));
    }
  } finally {
    leave();
    for (const one of open) await releaseSession(one);
  }
}
