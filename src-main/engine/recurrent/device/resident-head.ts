import { defined } from '../../../contract/index.ts';
import { strandsGraph, type DeviceSession, type DeviceTensor } from '../../../model/index.ts';
import type { HeadChunk, WantsOutput } from '../heads/index.ts';
import { headChunk, wantedOutputs } from './head-outputs.ts';
import { releaseSession } from './release-session.ts';
import type { ResidentPass } from './resident-layers.ts';

/** Runs the head over residuals that lie on the device, `[strands, t, d]` by chunk, in order. */
export async function* residentHead(
  { network, device, graphs, plan }: Omit<ResidentPass, 'strands' | 'options'>,
  residuals: readonly DeviceTensor[],
  wants: WantsOutput,
): AsyncGenerator<HeadChunk> {
  const parts = ['residual', 'mirrored'];
  const strands =
    network.strands === 2 ? await device.open(strandsGraph(network), parts) : undefined;
  let head: DeviceSession | undefined;
  try {
    head = await device.open(graphs.head(network), []);
    for (let k = 0; k < plan.count; k++) {
      const { start, end } = plan.range(k);
      const chunk = defined(residuals[k]);
      // The second strand's tokens of the same bases lie in at most two of its chunks.
      const own = plan.mirrored(k, { start, end });
      const [left, right] = [own.start, own.end - 1].map((token) => plan.chunkOf(token));
      const from = own.start - plan.range(defined(left)).start;
      const split =
        strands &&
        (await strands.run(
          {
            chunk,
            left: defined(residuals[defined(left)]),
            right: defined(residuals[defined(right)]),
            span: { data: Int32Array.of(from, from + end - start), dims: [2] },
          },
          parts,
        ));
      const inputs = split?.device ?? { residual: chunk };
      const told = await head
        .run(inputs, wantedOutputs(network, wants, start, end))
        .finally(() => Object.values(split?.device ?? {}).forEach((tensor) => tensor.dispose()));
      yield headChunk({ start, end }, told.host);
    }
  } finally {
    for (const session of [strands, head]) if (session) await releaseSession(session);
  }
}
