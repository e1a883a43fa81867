import { spawn, spawnSync } from 'node:child_process';

const query = ['--query-gpu=memory.used', '--format=csv,noheader,nounits'];

/** The most memory that is used on the first NVIDIA card while something runs; for others unknown. */
export class GpuMemory {
  readonly #child: ReturnType<typeof spawn> | undefined;
  #peak = 0;

  constructor() {
    if (spawnSync('nvidia-smi', query).status !== 0) return;
    this.#child = spawn('nvidia-smi', [...query, '--id=0', '--loop-ms=200']);
    this.#child.stdout?.on('data', (text: Buffer) => {
      for (const line of text.toString().split('\n')) {
        this.#peak = Math.max(this.#peak, Number(line) || 0);
      }
    });
  }

  /** Bytes; undefined where there is no `nvidia-smi`. */
  stop(): number | undefined {
    this.#child?.kill();
    return this.#child && this.#peak * 2 ** 20;
  }
}
