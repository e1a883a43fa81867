import { join } from 'node:path';
import { formatRegion, type Mark, type Region } from '../../contract/index.ts';
import type { Row } from '../../analysis/figure/index.ts';
import { AnnotationSearch } from '../../workbench/index.ts';
import {
  stageKey,
  type BatchLocus,
  type BatchProblem,
  type BatchScene,
  type BatchSnapshot,
  type RowChange,
} from './batch-plan.ts';
import { gathering } from './batch-problem.ts';
import type { BatchStage, Stages } from './batch-stages.ts';
import { merged } from './batch-state.ts';
import { findLocus, findMark, resized } from './find-locus.ts';

/** A snapshot whose names were found: all that is left is to read and to draw. */
export interface ReadySnapshot extends Omit<BatchSnapshot, 'path' | 'folder'> {
  readonly stage: BatchStage;
  readonly path: string;
  /** At least one. */
  readonly regions: readonly Region[];
  readonly marks: readonly Mark[];
  rowsAt(region: Region): readonly Row[];
}

/** Marks that were found, of which scene and where. */
interface FoundMarks {
  readonly of: BatchScene['marks'];
  readonly on: BatchStage | undefined;
  readonly by: BatchScene['tracks'];
  readonly marks: readonly Mark[];
}

/** Looks up what lines name on their genomes; problems are added, line by line. */
export async function resolveSnapshots(
  snapshots: readonly BatchSnapshot[],
  stages: Stages,
  { problems, onNote }: { problems: BatchProblem[]; onNote: (line: number, text: string) => void },
): Promise<ReadySnapshot[]> {
  const search = new AnnotationSearch();
  const ready: ReadySnapshot[] = [];
  // Thousands of snapshots share their marks.
  let found: FoundMarks = { of: [], on: undefined, by: [], marks: [] };
  for (const snapshot of snapshots) {
    const { scene } = snapshot;
    const stage = stages.get(stageKey(scene));
    if (!stage) continue;
    const own = scene.tracks.filter(({ row }) => row.track.kind === 'annotation');
    const annotations = [...stage.annotations, ...own.map(({ path }) => path)];
    const look = (find: typeof findLocus) => async (one: BatchLocus) =>
      gathering(problems, one.line, () => find(one.text, stage.contigs, annotations, search));
    const loci = scene.loci.length > 0 ? scene.loci : lociOf(stage, snapshot.line);
    if (loci.length === 0) {
      const what = 'a snapshot of a project that has shown nothing yet';
      problems.push({ line: snapshot.line, found: what, expected: 'goto LOCUS before it' });
    }
    const regions = await each(loci, look(findLocus));
    const isSame = found.of === scene.marks && found.on === stage && found.by === scene.tracks;
    if (!isSame) {
      const marks = await each(scene.marks, async (mark): Promise<Mark | undefined> => {
        const region = await look(findMark)(mark);
        return region && { ...region, name: mark.name };
      });
      found = { of: scene.marks, on: stage, by: scene.tracks, marks };
    }
    const { marks } = found;
    const at = await positionOf(scene, regions[0], look(findMark));
    if (regions.length < Math.max(1, loci.length)) continue;
    const shown = regions.map((one) => {
      return resized(one, stage.contigs, (one.end - one.start) * 2 ** -scene.zoom);
    });
    for (const change of scene.changes) noteUnknown(change, stage, onNote);
    ready.push({
      ...{ line: snapshot.line, format: snapshot.format, scene, stage },
      path: snapshot.path ?? join(snapshot.folder, ownName(shown)),
      ...{ regions: shown, marks: [...stage.marks, ...marks] },
      rowsAt: (region) => rowsOf(scene, stage, at?.contig === region.contig ? at : undefined),
    });
  }
  // A line that several snapshots share is told of once.
  const seen = new Set<string>();
  const distinct = problems.filter((one) => {
    const key = JSON.stringify(one);
    return !seen.has(key) && seen.add(key);
  });
  problems.splice(0, problems.length, ...distinct);
  return ready;
}

async function each<A, B>(
  list: readonly A[],
  find: (one: A) => Promise<B | undefined>,
): Promise<B[]> {
  const found: B[] = [];
  for (const one of list) {
    const result = await find(one);
    if (result !== undefined) found.push(result);
  }
  return found;
}

function lociOf({ locus = '' }: BatchStage, line: number): BatchLocus[] {
  return locus.split(/\s+/).flatMap((text) => (text === '' ? [] : [{ line, text }]));
}

/** Where reads are sorted: a locus, or a base of the first contig that is shown. */
async function positionOf(
  { readOrder }: BatchScene,
  first: Region | undefined,
  find: (locus: BatchLocus) => Promise<Region | undefined>,
): Promise<Region | undefined> {
  const at = readOrder?.at;
  if (!at) return undefined;
  const isBase = /^[\d,]+$/.test(at.text);
  return find(isBase && first ? { ...at, text: `${first.contig}:${at.text}` } : at);
}

/** As IGV calls a snapshot without a name: `chr1_1001_2000.png`. */
function ownName(regions: readonly Region[]): string {
  const words = regions.map((region) => formatRegion(region).replaceAll(',', ''));
  return `${words
    .join('_')
    .replaceAll(/[^\w.]/g, '_')
    .slice(0, 150)}.png`;
}

function isMeant({ name }: RowChange, row: Row): boolean {
  if (row.kind === 'heading') return false;
  return name === undefined || row.id === name || row.name.toLowerCase() === name.toLowerCase();
}

function noteUnknown(
  change: RowChange,
  { rows }: BatchStage,
  onNote: (line: number, text: string) => void,
): void {
  if (change.name === undefined || rows.some((row) => isMeant(change, row))) return;
  onNote(change.line, `no row of the project is called ${change.name}`);
}

function rowsOf(scene: BatchScene, { rows }: BatchStage, at: Region | undefined): Row[] {
  const project = rows.flatMap((row) => {
    let edited: Row[] = [row];
    for (const change of scene.changes) {
      if (isMeant(change, row)) edited = edited.flatMap((one) => editedRow(one, change));
    }
    return edited;
  });
  const all = [...project, ...scene.tracks.map((track) => track.row)];
  return all.map((row) =>
    row.kind === 'file' && row.track.kind === 'alignment' ? readsRow(row) : row,
  );

  function readsRow(row: Extract<Row, { kind: 'file' }>): Row {
    const { readOrder: order, panelHeight } = scene;
    const height = row.settings.height ?? panelHeight;
    // Sorted at a base of another contig, reads stay as they are.
    const isElsewhere = order?.at !== undefined && at === undefined;
    const readOrder = order && !isElsewhere ? { ...order, at: at?.start } : undefined;
    return {
      ...row,
      readOrder,
      settings: height === undefined ? row.settings : { ...row.settings, height },
    };
  }
}

function editedRow(row: Row, { change }: RowChange): Row[] {
  switch (change.kind) {
    case 'remove':
      return [];
    case 'name':
      return [{ ...row, name: change.name }];
    case 'settings': {
      const settings = merged(row.settings, change.settings);
      if (row.kind !== 'prediction') return [{ ...row, settings }];
      return [{ ...row, settings, spec: { ...row.spec, settings } }];
    }
  }
}
