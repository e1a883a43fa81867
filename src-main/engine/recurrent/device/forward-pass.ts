import { defined } from '../../../contract/index.ts';
import {
  packedWidth,
  type DeviceSession,
  type DeviceTensor,
  type HostTensor,
  type Network,
} from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import type { HeadChunk, WantsOutput } from '../heads/index.ts';
import { headChunk, wantedOutputs } from './head-outputs.ts';

/** The graph of a chunk, open on a device, and what to do if that fails. */
export interface ForwardSession {
  readonly session: DeviceSession;
  /** Opens the graph elsewhere, after chunk `k` has failed; throws where that is no help. */
  readonly onFailure: (error: unknown, k: number) => Promise<DeviceSession>;
}

/** Outputs of a chunk's graph that stay on the device. */
export const residentStates = ['states_next'];

/**
 * The pass of a network that reads forward: chunk by chunk through all layers and the head, a call a
 * chunk. Token ids go in, and what the head says comes out; the states stay on the device. A
 * device that fails costs the chunk it was at: the next one starts from the states that came home.
 */
export async function* forwardPass(
  network: Network,
  { plan, tokens }: { readonly plan: ChunkPlan; readonly tokens: Uint8Array },
  { session: first, onFailure }: ForwardSession,
  wants: WantsOutput,
): AsyncGenerator<HeadChunk> {
  const dims = [1, packedWidth(network)];
  const zero = new Float32Array(packedWidth(network));
  let session = first;
  let home: Float32Array = zero;
  let resident: DeviceTensor | undefined;
  try {
    for (let k = 0; k < plan.count; k++) {
      const { start, end } = plan.range(k);
      const isStart = plan.startsWindow(k);
      if (isStart) {
        resident?.dispose();
        resident = undefined;
        home = zero;
      }
      const inputs = {
        ids: { data: Int32Array.from(tokens.subarray(start, end)), dims: [1, end - start] },
        first: { data: Float32Array.of(isStart ? 1 : 0), dims: [1, 1, 1] },
      };
      const want = [...wantedOutputs(network, wants, start, end), 'states_next', 'states_home'];
      const run = (states: HostTensor | DeviceTensor) => session.run({ ...inputs, states }, want);
      let outputs;
      try {
        outputs = await run(resident ?? { data: home, dims });
      } catch (error) {
        const before = session;
        session = await onFailure(error, k);
        await before.release();
        outputs = await run({ data: home, dims });
      }
      resident?.dispose();
      resident = defined(outputs.device['states_next']);
      home = defined(outputs.host['states_home']);
      yield headChunk(start, end, outputs.host);
    }
  } finally {
    resident?.dispose();
    await session.release();
  }
}
