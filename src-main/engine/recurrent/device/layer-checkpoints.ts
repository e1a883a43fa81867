import { defined } from '../../../contract/index.ts';
import type { DeviceTensor, HostTensor } from '../../../model/index.ts';
import { type Checkpoint, CheckpointPace } from '../tensors/index.ts';
import type { ResidentPass } from './resident-layers.ts';

/**
 * The checkpoints of a pass whose tensors lie on a device: the residuals come home between two layers,
 * not after each scan, and at a pace, for each brings them all over the bus. They are
 * what a pass in the host's memory leaves there after a layer, so either can go on from them.
 */
export class LayerCheckpoints {
  readonly #pass: ResidentPass;
  readonly #checkpoint: Checkpoint;
  readonly #pace: CheckpointPace;

  constructor(pass: ResidentPass, checkpoint: Checkpoint, pace = new CheckpointPace()) {
    this.#pass = pass;
    this.#checkpoint = checkpoint;
    this.#pace = pace;
  }

  /** Residual `[strands, t, d]` of chunk `k`, as the last commit left it. */
  async read(k: number): Promise<HostTensor> {
    const { network, plan } = this.#pass;
    const tokens = plan.tokens(k);
    const size = tokens * network.d;
    const data = new Float32Array(network.strands * size);
    for (let strand = 0; strand < network.strands; strand++) {
      const part = data.subarray(strand * size, (strand + 1) * size);
      const name = { residual: strand };
      if (this.#checkpoint.has(name)) await this.#checkpoint.read(name, k, network.d, part);
    }
    return { data, dims: [network.strands, tokens, network.d] };
  }

  /** Keeps what a layer gave, if it is time. */
  async offer(layersDone: number, residuals: readonly DeviceTensor[]): Promise<void> {
    if (!this.#pace.isDue()) return;
    await this.#pace.run(() => this.#write(layersDone, residuals));
  }

  async #write(layersDone: number, residuals: readonly DeviceTensor[]): Promise<void> {
    const { network, device, plan } = this.#pass;
    const { strands } = network;
    for (let strand = 0; strand < strands; strand++) {
      await this.#checkpoint.begin({ residual: strand }, network.d);
      for (let k = 0; k < plan.count; k++) {
        // A strand at a time is written, so that one chunk of both is all that the host holds.
        const values = await device.download(defined(residuals[k]));
        const size = values.length / strands;
        const own = values.subarray(strand * size, (strand + 1) * size);
        await this.#checkpoint.write(k, own);
      }
      // Layers may lie between this checkpoint and the one before: half of each is none.
      if (strand < strands - 1) await this.#checkpoint.keep();
    }
    await this.#checkpoint.commit({ layer: layersDone, scan: 0 });
  }
}
