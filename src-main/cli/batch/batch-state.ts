import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { RowSettings } from '../../contract/index.ts';
import { fileRow } from '../../analysis/figure/index.ts';
import { indexedFile, mapPaths } from '../../formats/bytes/index.ts';
import { looksLikeGenome } from '../../formats/track-file/index.ts';
import { batchPath, isAddress } from './batch-paths.ts';
import {
  stageKey,
  type BatchLocus,
  type BatchMark,
  type BatchScene,
  type BatchSnapshot,
  type BatchTrack,
  type ReadOrderText,
  type RowChange,
  type RowEdit,
} from './batch-plan.ts';
import { LineFault } from './batch-problem.ts';

/** Genomes and projects of one file: all are open while it is drawn. */
const mostStages = 20;

/** Files in one figure, and regions or changes of rows that are in force at once, at most. */
const [mostTracks, mostMarks] = [500, 2_000];

export interface BatchStart {
  /** Of `--fasta` and `--project`: what is open before the first line. */
  readonly fasta: string | undefined;
  readonly project: string | undefined;
  /** The batch file. */
  readonly file: string;
}

/** What the commands so far came to, and what they are told. */
export class BatchState {
  readonly notes: { line: number; text: string }[] = [];
  readonly echoes: string[] = [];
  readonly snapshots: BatchSnapshot[] = [];
  /** Where `snapshot` writes. Absolute; the working folder where nobody said. */
  folder: string | undefined;
  panelHeight: number | undefined;
  sequenceStrand: '+' | '-' = '+';
  readOrder: ReadOrderText | undefined;
  zoom = 0;
  /** The line that is read. */
  line = 0;
  readonly #start: BatchStart;
  readonly #batchFolder: string;
  #fasta: string | undefined;
  #project: string | undefined;
  // Arrays are replaced, not changed: snapshots share them.
  #tracks: readonly BatchTrack[] = [];
  #changes: readonly RowChange[] = [];
  #loci: readonly BatchLocus[] = [];
  #marks: readonly BatchMark[] = [];
  #loaded = 0;
  readonly #stages = new Set<string>();

  constructor(start: BatchStart) {
    this.#start = start;
    this.#batchFolder = dirname(start.file);
    this.#fasta = start.fasta;
    this.#project = start.project;
  }

  get scene(): BatchScene {
    return {
      ...{ fasta: this.#fasta, project: this.#project, tracks: this.#tracks },
      ...{ changes: this.#changes, loci: this.#loci, zoom: this.zoom, marks: this.#marks },
      ...{ readOrder: this.readOrder, sequenceStrand: this.sequenceStrand },
      panelHeight: this.panelHeight,
    };
  }

  note(text: string): void {
    this.notes.push({ line: this.line, text });
  }

  path(text: string): string {
    return batchPath(text, this.#batchFolder);
  }

  /** A session without anything; the genome stays, as in IGV. */
  clear(): void {
    this.#tracks = [];
    this.#changes = [];
    this.#marks = [];
    this.readOrder = undefined;
    this.#project = undefined;
    this.#fasta ??= this.#start.fasta;
  }

  setGenome(text: string): void {
    const path = this.path(text);
    const isThere = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    this.clear();
    if (isThere && looksLikeGenome(path)) {
      this.#fasta = path;
      return;
    }
    if (this.#start.fasta !== undefined) {
      this.note(`genome ${text}: --fasta is drawn, ${basename(this.#start.fasta)}`);
      this.#fasta = this.#start.fasta;
      return;
    }
    throw new LineFault(
      `the genome ${text}`,
      'a FASTA or 2bit file, or --fasta FILE on the command line for a name such as hg38',
    );
  }

  load(text: string, name: string | undefined): void {
    if (isAddress(text)) throw new LineFault(`the address ${text}`, 'a file on this machine');
    const { path: file, index } = indexedFile(text);
    const path = this.path(file);
    if (/\.xml(\.gz)?$/i.test(path)) {
      throw new LineFault(`the IGV session ${text}`, 'a file of data, or a project of Megabase');
    }
    if (/\.megabase$/i.test(path)) {
      if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
        throw new LineFault(`no file ${path}`, 'a project of Megabase');
      }
      this.clear();
      [this.#fasta, this.#project] = [undefined, path];
      return;
    }
    if (looksLikeGenome(path)) throw new LineFault(`a genome, ${text}`, `genome ${text}`);
    if (this.#tracks.length >= mostTracks) {
      throw new LineFault('one file more', `at most ${mostTracks} files that are loaded at once`);
    }
    const indexed = index === undefined ? path : mapPaths(text, (one) => this.path(one));
    const row = fileRow(indexed, ++this.#loaded);
    const track = { line: this.line, path, row: name === undefined ? row : { ...row, name } };
    this.#tracks = [...this.#tracks, track];
  }

  goTo(texts: readonly string[], adds = false): void {
    const loci = texts.map((text) => ({ line: this.line, text }));
    this.#loci = adds ? [...this.#loci, ...loci] : loci;
    this.zoom = 0;
    if (this.#loci.length > 50) {
      throw new LineFault(`${this.#loci.length} loci`, 'at most 50 in one figure');
    }
  }

  mark(text: string, name: string | undefined): void {
    if (this.#marks.length >= mostMarks) throw tooMany('region');
    this.#marks = [...this.#marks, { line: this.line, text, name }];
  }

  setRows(settings: RowSettings, name: string | undefined): void {
    this.editRows({ kind: 'settings', settings }, name);
  }

  /** Changes the rows of a name or file, or all; a name that none has is noted, since IGV has rows of its own. */
  editRows(change: RowEdit, name: string | undefined): void {
    const isMeant = ({ row, path }: BatchTrack) =>
      name === undefined ||
      row.name.toLowerCase() === name.toLowerCase() ||
      this.path(name) === path;
    const found = this.#tracks.some(isMeant);
    if (found) {
      this.#tracks = this.#tracks.flatMap((track) =>
        isMeant(track) ? editedTrack(track, change) : [track],
      );
    }
    if (this.#project !== undefined && !(found && name !== undefined)) {
      if (this.#changes.length >= mostMarks) throw tooMany('change of rows');
      this.#changes = [...this.#changes, { line: this.line, name, change }];
    } else if (!found && name !== undefined) {
      this.note(`no file that is loaded is called ${name}`);
    }
  }

  snapshot(snapshot: Pick<BatchSnapshot, 'path' | 'format' | 'folder'>): void {
    const { scene } = this;
    if (scene.fasta === undefined && scene.project === undefined) {
      throw new LineFault('a snapshot before any genome', 'genome FILE before it, or --fasta');
    }
    if (scene.loci.length === 0 && scene.project === undefined) {
      throw new LineFault('a snapshot before any goto', 'goto LOCUS before it');
    }
    this.#stages.add(stageKey(scene));
    if (this.#stages.size > mostStages) {
      throw new LineFault('one genome more', `at most ${mostStages} in one file`);
    }
    this.snapshots.push({ ...snapshot, line: this.line, scene });
  }
}

function tooMany(what: string): LineFault {
  return new LineFault(`one ${what} more`, `at most ${mostMarks.toLocaleString('en-US')}`);
}

function editedTrack(track: BatchTrack, change: RowEdit): BatchTrack[] {
  const { row } = track;
  switch (change.kind) {
    case 'remove':
      return [];
    case 'name':
      return [{ ...track, row: { ...row, name: change.name } }];
    case 'settings':
      return [{ ...track, row: { ...row, settings: merged(row.settings, change.settings) } }];
  }
}

/** Options of files are added to those that were set before. */
export function merged(before: RowSettings, after: RowSettings): RowSettings {
  const options = { ...before.options, ...after.options };
  return { ...before, ...after, ...(Object.keys(options).length > 0 ? { options } : {}) };
}
