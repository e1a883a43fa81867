import { defined } from '../../../contract/index.ts';
import {
  packedWidth,
  type DeviceSession,
  type DeviceTensor,
  type Network,
} from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import type { HeadChunk, WantsOutput } from '../heads/index.ts';
import type { ForwardCheckpoint, HeadPart } from '../tensors/index.ts';
import { headChunk, joinOutputs, wantedOutputs } from './head-outputs.ts';
import { releaseSession } from './release-session.ts';

/** The graph of a chunk, open on a device, and what to do if that fails. */
export interface ForwardSession {
  readonly session: DeviceSession;
  /** Opens the graph anew, after a call has failed; throws where that is no help. */
  readonly onFailure: (error: unknown, failed: FailedCall) => Promise<Reopened>;
}

interface FailedCall {
  readonly tokens: number;
  /** No call before it has succeeded. */
  readonly isFirst: boolean;
}

/** The graph, open in smaller chunks or elsewhere. */
export interface Reopened {
  readonly session: DeviceSession;
  /** Most tokens a call. */
  readonly most: number;
  /** True where nothing is left to be tried. */
  readonly isLast: boolean;
}

/** What is read, and what of it was read before. */
interface ForwardTokens {
  readonly plan: ChunkPlan;
  readonly tokens: Uint8Array;
  /** As `resume` has left it. */
  readonly checkpoint?: ForwardCheckpoint | undefined;
}

/** Outputs of a chunk's graph that stay on the device. */
export const residentStates = ['states_next'];

/**
 * The pass of a network that reads forward: chunk by chunk through all layers and the head, a call a
 * chunk. Token ids go in, and what the head says comes out; the states stay on the device. A
 * device that fails costs the call it was at: the next one starts from the states that came home. What
 * the checkpoint has is not read again, whatever the chunks were.
 */
export async function* forwardPass(
  network: Network,
  { plan, tokens, checkpoint }: ForwardTokens,
  { session: opened, onFailure }: ForwardSession,
  wants: WantsOutput,
): AsyncGenerator<HeadChunk> {
  const dims = [1, packedWidth(network)];
  const zero = new Float32Array(packedWidth(network));
  const kept = checkpoint?.tokens ?? 0;
  let session = opened;
  const open = new Set([session]);
  let [most, isFirst, isLast] = [plan.size, true, false];
  let home = checkpoint?.states ?? zero;
  let resident: DeviceTensor | undefined;
  const leave = () => {
    resident?.dispose();
    resident = undefined;
  };
  try {
    for (let k = 0; k < plan.count; k++) {
      const { start, end } = plan.range(k);
      const asked = wantedOutputs(network, wants, start, end);
      const known: HeadPart[] = [];
      const parts: HeadPart[] = [];
      for (let from = start; from < end;) {
        if (from < kept) {
          const part = await defined(checkpoint).read(end - from);
          known.push(part);
          from += part.tokens;
          continue;
        }
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
          const { device, host } = await session.run(inputs, [
            ...asked,
            'states_next',
            'states_home',
          ]);
          leave();
          resident = device['states_next'];
          const { states_home: states, ...outputs } = host;
          home = defined(states);
          parts.push({ tokens: to - from, outputs });
          [from, isFirst] = [to, false];
        } catch (error) {
          if (isLast) throw error;
          // What it holds is given back first: it may be the memory that was wanted.
          leave();
          open.delete(session);
          await releaseSession(session);
          ({ session, most, isLast } = await onFailure(error, { tokens: to - from, isFirst }));
          open.add(session);
        }
      }
      const isKnown = parts.length === 0;
      yield headChunk({ start, end, isKnown }, joinOutputs([...known, ...parts], asked));
      // Whoever takes it has looked at the numbers.
      if (!isKnown) await checkpoint?.write(parts, home);
    }
  } finally {
    leave();
    for (const one of open) await releaseSession(one);
  }
}
