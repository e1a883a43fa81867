import type { ScanReport } from '../../../contract/index.ts';
import {
  openNetwork,
  weightBytes,
  type Network,
  type NetworkPackage,
  type OpenNetwork,
} from '../../../model/index.ts';
import type { PassJob, Send } from '../../jobs/index.ts';
import type { ChosenProvider } from '../../provider/index.ts';
import { choosePlace } from './choose-place.ts';
import { isByRunner } from './choose-scan.ts';
import { KeptRunners } from './kept-runners.ts';
import type { ScanSettings } from './open-scans.ts';

/** A network, open for a job, and where that job computes. */
export interface OpenForJob extends Pick<OpenNetwork, 'network' | 'trackHeads'> {
  readonly chosen: ChosenProvider;
  readonly settings: ScanSettings & { readonly kept: KeptRunners };
  /** What the graphs of a layer take while they are open, bytes, about. */
  readonly layerBytes: number;
  /** For a turn on the device, milliseconds: none of the job's time. */
  readonly waited: number;
}

interface OpeningJob {
  readonly scan: ScanReport;
  /** Most that a call is given. */
  readonly tokens: number;
  readonly threads: number;
  /** Bytes that the job may take. */
  readonly memory: number;
  /** All of it is one chunk. */
  readonly isBrief: boolean;
}

type PlaceJob = Pick<PassJob, 'provider' | 'graphs' | 'modelHash' | 'threads' | 'scan' | 'memory'>;

/**
 * A network that the jobs of a process have in common, one job at a time: its weights are opened once,
 * where it computes is chosen once, and on the CPU its graphs stay open where they are small. Opening
 * those of the tutorial's Hawk takes as long as reading 20 kbp with it.
 */
export class KeptNetwork {
  readonly #model: NetworkPackage;
  readonly #runners = new KeptRunners();
  #opened: OpenNetwork | undefined;
  /** What `#chosen` and the runners depend on. */
  #settings = '';
  #chosen: ChosenProvider | undefined;

  constructor(model: NetworkPackage) {
    this.#model = model;
  }

  /** Errors: those of the weights. */
  async open(job: PlaceJob, send: Send): Promise<OpenForJob> {
    const { network, trackHeads } = (this.#opened ??= openNetwork(this.#model));
    const { provider, graphs, modelHash, threads, scan, memory } = job;
    const settings = JSON.stringify([provider, graphs, modelHash, threads, scan, memory]);
    if (settings !== this.#settings) await this.#forget();
    this.#settings = settings;
    const known = this.#chosen && { ...this.#chosen, notes: [] };
    const place = await choosePlace(this.#model, network, job, send, { known });
    this.#chosen = place.chosen;
    return {
      ...{ network, trackHeads, chosen: place.chosen, waited: place.waited },
      layerBytes: graphBytes(this.#model) / network.layers.length,
      settings: { ...place.settings, kept: this.#runners },
    };
  }

  /** Before a job opens its scans: what of them fits stays open. */
  expect(job: OpeningJob): Promise<void> {
    const bytes = this.#opened ? openBytes(this.#opened.network, this.#model, job) : 0;
    return this.#runners.expect(bytes, job.memory, job.isBrief);
  }

  async close(): Promise<void> {
    await this.#forget();
    this.#opened?.close();
    this.#opened = undefined;
  }

  async #forget(): Promise<void> {
    this.#chosen = undefined;
    await this.#runners.forget();
  }
}

/** Bytes and tokens of a block of the native runner, for each thread, as in its `layer-scan.cpp`. */
const blockBytes = 2e6;
const blockTokens = 1024;

/** Widths of the residual that are held of each of its tokens, about. */
const blockWidths = 16;

/**
 * What all graphs of a network take while they are open, at the most: weights, and the values that ONNX Runtime keeps.
 * Blocks of the native runner lie in memory that all scans of a thread share, and take less than is counted here.
 */
function openBytes(
  { d, layers, workingFloats }: Network,
  model: NetworkPackage,
  { scan, tokens, threads }: OpeningJob,
): number {
  const block = 4 * blockWidths * d * Math.min(tokens, blockTokens * threads);
  const working = isByRunner(scan)
    ? Math.min(block, blockBytes * threads)
    : 4 * workingFloats * tokens;
  const scans = layers.reduce((count, { streamed }) => count + streamed.length, 0);
  return graphBytes(model) + working * scans;
}

/** The weights in all graphs of a network: while a session opens it has its own packed beside those of its graph. */
function graphBytes({ weights }: NetworkPackage): number {
  return 2 * weightBytes(weights);
}
