import type { GraphBuilder, Value } from '../graph/index.ts';
import type { StagedScan, ScanPorts } from '../network/index.ts';
import type { Projections } from './projections.ts';

/** Where and how a core runs. */
export interface CorePlace {
  readonly direction: 'forward' | 'reverse';
  /** Into how many pieces its scan is cut. */
  readonly pieces: number;
  readonly ports: ScanPorts;
}

/** What lies between a mixer's two projections, in one direction, of either generation. */
export interface MixerCore {
  /** As nodes, with carried states, from what the input projection gave: `[b,t,w] -> [b,t,e]`. */
  nodes(g: GraphBuilder, projected: Value, place: CorePlace): Value;
  /** The same cut at its convolution and its recurrence. */
  staged(projections: Projections): MixerStages;
}

/** What a `StagedScan` needs of a mixer. */
export interface MixerStages extends Pick<StagedScan, 'recurrence' | 'selectWidth' | 'select'> {
  readonly inputProjectionWidth: number;
  /** `[t,d] -> [t,inputProjectionWidth]` */
  inputProjection(g: GraphBuilder, normed: Value): Value;
  /** What the output projection takes, `[t,e]`, from what the recurrence gives, `[t,channels]`. */
  beforeOutput(g: GraphBuilder, y: Value, normed: () => Value): Value;
  /** Whether `beforeOutput` asks for the normed residual. */
  readonly readsNormed: boolean;
}

/** One direction of a mixer with its own view of the projections. */
export interface Mixer {
  readonly projections: Projections;
  readonly core: MixerCore;
}
