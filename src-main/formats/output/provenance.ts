import {
  formatRegion,
  howRead,
  type ModelIdentity,
  type Prediction,
  type RunInfo,
  defined,
} from '../../contract/index.ts';

/** One line of a header: what it is about, and the rest. */
export interface HeaderNote {
  readonly key: string;
  readonly text: string;
}

/** The header of what a model computed: program and model first, then `notes`. Each text is one line. */
export function modelNotes(
  { id, name, version, family, hash }: ModelIdentity,
  notes: readonly HeaderNote[],
): HeaderNote[] {
  return [
    { key: 'program', text: 'Megabase' },
    { key: 'model', text: `${name} ${version} (${id}, family ${family})` },
    { key: 'model-sha256', text: hash },
    ...notes,
  ].map(({ key, text }) => ({ key, text: oneLine(text) }));
}

/**
 * Where the values come from: the model once, then every run with the regions cut from it. Each
 * text is one line. Regions are 1-based with both ends included, as a person writes them.
 */
export function provenance(predictions: readonly Prediction[]): HeaderNote[] {
  const notes = [
    { key: 'notation', text: 'regions in this header are 1-based with both ends included' },
  ];
  for (const { run, regions } of byRun(predictions)) {
    notes.push({ key: 'run', text: run.key });
    notes.push({ key: 'engine', text: `${run.engineVersion} on ${run.provider}` });
    notes.push({ key: 'made', text: run.createdAt });
    notes.push({ key: 'settings', text: settingsText(run) });
    notes.push({
      key: 'interval',
      text: `${formatRegion(run.interval)} was read ${howRead(run.model)}`,
    });
    for (const region of regions) notes.push({ key: 'region', text: formatRegion(region) });
  }
  return modelNotes(defined(predictions[0]).run.model, notes);
}

/** The notes as comment lines: `# key: text`. */
export function commentLines(notes: readonly HeaderNote[]): string {
  return notes.map(({ key, text }) => `# ${key}: ${text}\n`).join('');
}

/** Text that cannot end its line or its column. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * The distinct runs in order of appearance, with the number of the first prediction of each. One sequence
 * may stand twice, so the key is not enough.
 */
export function byRun(predictions: readonly Prediction[]) {
  const runs = new Map<string, { run: RunInfo; first: number; regions: Prediction['region'][] }>();
  for (const [first, { run, region }] of predictions.entries()) {
    const name = `${run.key} ${formatRegion(run.interval)}`;
    const known = runs.get(name) ?? { run, first, regions: [] };
    known.regions.push(region);
    runs.set(name, known);
  }
  return [...runs.values()];
}

function settingsText(run: RunInfo): string {
  const settings = Object.entries(run.settings).map(([name, value]) => `${name}=${value}`);
  return settings.length > 0 ? settings.join(' ') : 'none';
}
