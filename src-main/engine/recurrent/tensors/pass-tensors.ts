import type { Network } from '../../../model/index.ts';
import { ChunkPlan } from '../../../sequence/index.ts';
import type { Checkpoint, TensorName } from './checkpoint.ts';
import { ChunkedTensor, type ChunkSource } from './chunked-tensor.ts';
import type { Embedding } from './embed.ts';

/** What a pass works on: a residual a strand, and the partial of the strand that is at work. */
export interface PassTensors {
  readonly residuals: readonly ChunkedTensor[];
  readonly forwardPartial: ChunkedTensor;
}

/** Where the tensors come from, and how many of their chunks stay in memory. */
export interface TensorOrigin {
  readonly embedding: Embedding;
  readonly checkpoint?: Checkpoint | undefined;
  /** All of them without a number; fewer need a checkpoint. */
  readonly resident?: number | undefined;
  /** See `PassContext`. */
  readonly alwaysStreamed?: boolean | undefined;
}

/** The tensors of a pass as its checkpoint has them; residuals that it has not are the embedding. */
export async function openPassTensors(
  network: Network,
  plan: ChunkPlan,
  { embedding, checkpoint, resident = plan.count, alwaysStreamed = false }: TensorOrigin,
): Promise<PassTensors> {
  const source = (name: TensorName, width: number): ChunkSource => ({
    async read(k, into) {
      if (checkpoint?.has(name)) await checkpoint.read(name, k, width, into);
      else if (name !== 'partial') embedding.fill(name.residual, k, into);
    },
  });
  const open = async (name: TensorName, width: number, plan: ChunkPlan) => {
    const spill = { resident, source: source(name, width) };
    const tensor = new ChunkedTensor(plan, width, spill);
    for (let k = 0; k < tensor.resident; k++) await spill.source.read(k, tensor.chunk(k));
    return tensor;
  };
  const residuals = await Promise.all(
    embedding.strands.map((_, strand) => open({ residual: strand }, network.d, plan)),
  );
  // A sequence of one chunk needs no partial: one graph runs both directions.
  const forwardPartialPlan = plan.isSingleChunk && !alwaysStreamed ? new ChunkPlan(1, 1) : plan;
  return {
    residuals,
    forwardPartial: await open('partial', network.forwardPartialWidth, forwardPartialPlan),
  };
}
