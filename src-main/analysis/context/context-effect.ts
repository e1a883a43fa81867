import {
  formatRegion,
  MegabaseError,
  type Prediction,
  type Region,
  type TrackInfo,
  type TrackValues,
} from '../../contract/index.ts';
import { expectCarriedState, type Manifest, chooseTracks, modelTracks } from '../../model/index.ts';
import { cutKept, keepAndCut, runKey } from '../run/index.ts';

import {
  computeRun,
  predictRegion,
  readInterval,
  type PredictListener,
  type PredictSettings,
  type PredictTools,
} from '../predict/index.ts';

export interface ContextSettings extends PredictSettings {
  /** bp after which the state is reset; the model's training context where absent. */
  readonly window?: number | undefined;
}

/**
 * Where distal sequence matters: what is predicted with all of the interval in state, minus what is
 * predicted where the state is reset every so many bp. Kept as a run of its own, whose tracks have
 * the ids of those they are differences of.
 *
 * Errors: `usage` where nothing would be reset, or nobody says how often; those of `predictRegion`.
 */
export async function contextEffect(
  region: Region,
  settings: ContextSettings,
  tools: PredictTools,
): Promise<Prediction> {
  const { model, cache, listener } = tools;
  const { manifest } = model.model;
  const tracks = contextTracks(manifest, settings.tracks).map(({ id }) => id);
  const window = contextWindow(manifest, settings.window);
  const read = await readInterval(region, settings, tools);
  const { interval, tokens } = read;
  expectReset(interval, window);
  const key = runKey({ ...read, start: interval.start, derived: { window } });
  const wanted = { key, interval, region, tracks };

  const kept = cache?.findRun(key);
  listener.onInterval(region, interval, kept !== undefined);
  if (cache && kept) return cutKept(cache, kept, wanted);

  const ids = modelTracks(manifest).map(({ id }) => id);
  const [first, second] = halves(listener);
  // The windows first: where one does not fit into the memory, that is known at once.
  const pass = { key, interval, region, tokens, window };
  const reset = await computeRun(pass, settings, { ...tools, listener: first });
  const all = { ...settings, interval, tracks: ids };
  const whole = await predictRegion(interval, all, { ...tools, listener: second });
  const run = { ...reset.run, settings: { ...reset.run.settings, window } };
  const differences = reset.tracks.map((track, i) => difference(whole.tracks[i]!, track));
  return keepAndCut(cache, { run, tracks: differences }, wanted, (note) => listener.onNote(note));
}

/** The tracks of a context effect. Error: `track-unknown`. */
export function contextTracks(manifest: Manifest, names?: readonly string[]): TrackInfo[] {
  return chooseTracks(manifest, names).map(contextTrack);
}

/** bp after which the state is reset. Errors: `usage`; `model-tiled` where there is none to reset. */
export function contextWindow(manifest: Manifest, window?: number): number {
  expectCarriedState(manifest);
  const { name, trainingContext } = manifest;
  const chosen = window ?? trainingContext;
  if (chosen !== undefined) return chosen;
  throw new MegabaseError(
    'usage',
    `Nobody says on how long windows ${name} was trained: say after how many bp its state is to be ` +
      `reset (--window).`,
  );
}

function expectReset(interval: Region, window: number): void {
  const length = interval.end - interval.start;
  if (length > window) return;
  throw new MegabaseError(
    'usage',
    `${formatRegion(interval)}, which is read as one, has ${length.toLocaleString('en-US')} bp and fits ` +
      `into one window of ${window.toLocaleString('en-US')} bp: no state would be reset.`,
  );
}

function contextTrack({ id, label, unit, color, bin }: TrackInfo): TrackInfo {
  return { id, label: `${label}: context effect`, unit: `difference of ${unit}`, color, bin };
}

function difference(whole: TrackValues, { info, start, values }: TrackValues): TrackValues {
  const differences = values.map((value, i) => whole.values[i]! - value);
  return { info: contextTrack(info), start, values: differences };
}

/** Tells of two passes, one after the other, as of one. */
function halves(listener: PredictListener): [PredictListener, PredictListener] {
  const half = (from: number): PredictListener => ({
    // The interval has been told already.
    onInterval: () => undefined,
    onBegun: (begun) => listener.onBegun(begun),
    onProgress({ secondsLeft, fraction, ...progress }) {
      // What the other pass will take is not known before it runs.
      const left = from > 0 ? { secondsLeft } : {};
      listener.onProgress({ ...progress, ...left, fraction: from + fraction / 2 });
    },
    onNote: (note) => listener.onNote(note),
  });
  return [half(0), half(0.5)];
}
