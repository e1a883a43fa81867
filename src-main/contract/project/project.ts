import type { ProjectBaseMap, ProjectMap } from '../maps/index.ts';
import type { Contig, Region } from '../genome/index.ts';
import type { ProjectEvaluation } from '../models/index.ts';
import type { RunInfo } from '../runs/index.ts';
import type { TrackLayout } from './track-layout.ts';
import type { VariantSet } from '../variants/index.ts';

/** What a file on the genome is, as far as the browser must know to draw it. */
export type FileKind = 'alignment' | 'variant' | 'annotation' | 'signal';

/** Formats the browser draws. */
export type FileFormat = 'bam' | 'cram' | 'vcf' | 'gff3' | 'gtf' | 'bed' | 'bigwig' | 'bedgraph';

/**
 * A file of the user's, as the window sees it: never its path, but an address that answers Range
 * requests for this file alone.
 */
export interface ServedFile {
  readonly name: string;
  /** Address relative to the page's own origin: `/file/<id>/<name>`. */
  readonly url: string;
}

export interface GenomeFiles {
  readonly name: string;
  readonly format: 'fasta' | '2bit';
  /** The file, or of one that was cut out of contigs a copy that tells the browser positions. */
  readonly sequence: ServedFile;
  /** `.fai`, and `.gzi` for bgzip; absent for 2bit and for a copy. */
  readonly index?: ServedFile | undefined;
  readonly compressedIndex?: ServedFile | undefined;
  readonly contigs: readonly Contig[];
  /** What was seen in the file that a person should know. */
  readonly notes?: readonly string[] | undefined;
}

/** One of the user's files over the genome. */
export interface DataTrack {
  readonly id: string;
  readonly name: string;
  readonly kind: FileKind;
  readonly format: FileFormat;
  /** Absolute. */
  readonly path: string;
  readonly file: ServedFile;
  readonly index?: ServedFile | undefined;
  /** Path of an index that was chosen, for it does not lie beside the file. Absolute. */
  readonly indexPath?: string | undefined;
}

/** A file the project names that is not where it was, or cannot be shown as it is. */
export interface MissingFile {
  /** The genome's is `genome`; a track's is the track's id. */
  readonly id: string;
  readonly path: string;
  /** What is wrong, in a sentence. */
  readonly reason: string;
  /** The file is there; its index is what is missing. */
  readonly lacksIndex?: boolean | undefined;
}

/** Projects of what ships, with steps beside them. */
export const guideNames = ['tutorial', 'yeast'] as const;
export type GuideName = (typeof guideNames)[number];

/** Models that were trained on the tutorial's synthetic genome: what they say of another means nothing. */
export const teachingModels: readonly string[] = ['hawk-tutorial', 'caduceus-tutorial'];

/** A project: a genome, files over it, the chosen model and the runs that were made. */
export interface Project {
  readonly id: string;
  /** Rises with every change of it, but for where a window looks. */
  readonly revision: number;
  readonly name: string;
  /** The project's own file. */
  readonly path: string;
  /** The guide that it is the project of; absent for a person's own. */
  readonly guide?: GuideName | undefined;
  /** Absent while the genome's file is missing or cannot be read. */
  readonly genome?: GenomeFiles | undefined;
  readonly tracks: readonly DataTrack[];
  readonly missing: readonly MissingFile[];
  /** Model id. */
  readonly model?: string | undefined;
  /** What the browser shows, as a person writes it. */
  readonly locus?: string | undefined;
  /** In the order in which they were marked. */
  readonly marks: readonly Mark[];
  readonly layout: TrackLayout;
  /** Newest first. */
  readonly runs: readonly ProjectRun[];
  /** Runs whose values are gone from the cache, newest first. */
  readonly lostRuns: readonly LostRun[];
  /** Distal maps, newest first. */
  readonly maps: readonly ProjectMap[];
  /** Maps of bases, newest first. */
  readonly baseMaps: readonly ProjectBaseMap[];
  /** Scored variants, newest first. */
  readonly variantSets: readonly VariantSet[];
  /** Of models on labelled data, newest first. */
  readonly evaluations: readonly ProjectEvaluation[];
}

/** A run that was made, and that the cache does not hold any more. */
export interface LostRun {
  /** As `ProjectRun.id`. */
  readonly id: string;
  readonly region: Region;
  /** All that was read. */
  readonly interval: Region;
  readonly tracks: readonly string[];
  /** As `ProjectRun.window`. */
  readonly window?: number | undefined;
  /** Model id; the project's where nobody noted with which it was made. */
  readonly model?: string | undefined;
}

/** A region that a person marked, to come back to it or to export it. */
export interface Mark extends Region {
  readonly name?: string | undefined;
}

/** A run as it belongs to a project: what was asked for, and what was read for it. */
export interface ProjectRun {
  /**
   * Names the run within its project, and is what requests and jobs call a run. It is the run's key,
   * unless the project has read the same content at two places: then the later one's differs.
   */
  readonly id: string;
  readonly region: Region;
  /** Tracks asked for, in order. */
  readonly tracks: readonly string[];
  readonly run: RunInfo;
  /**
   * Of a context effect: bp after which the state was reset. Its values are what is predicted with all of the
   * interval in state, minus what is where it is reset.
   */
  readonly window?: number | undefined;
  /** True while it is drawn in the browser. */
  readonly shown: boolean;
}

export interface RecentProject {
  readonly name: string;
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  readonly exists: boolean;
}
