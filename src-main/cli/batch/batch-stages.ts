import { MegabaseError, type Contig, type Mark } from '../../contract/index.ts';
import { openEnvironment } from '../../analysis/environment/index.ts';
import { genomeSources, type FigureSources, type Row } from '../../analysis/figure/index.ts';
import type { CommandContext } from '../context.ts';
import { withProject } from '../figures/index.ts';
import { stageKey, type BatchScene } from './batch-plan.ts';

/** A genome or a project that figures are drawn on, open. */
export interface BatchStage {
  readonly sources: FigureSources;
  readonly contigs: readonly Contig[];
  /** Of a project; none of a genome. */
  readonly rows: readonly Row[];
  readonly marks: readonly Mark[];
  /** Where a project was last looked at. */
  readonly locus: string | undefined;
  /** Annotations of a project, to find genes in. */
  readonly annotations: readonly string[];
  /** Paths of what it is read from. */
  readonly inputs: readonly string[];
}

export type Stages = ReadonlyMap<string, BatchStage>;

/** Opens what the scenes are drawn on, each genome and project once, and closes it in the end. Errors: theirs. */
export async function withStages<T>(
  scenes: readonly BatchScene[],
  tools: {
    readonly cache: string | undefined;
    readonly context: CommandContext;
    readonly onNote: (note: string) => void;
  },
  use: (stages: Stages) => Promise<T>,
): Promise<T> {
  const wanted = [...new Map(scenes.map((scene) => [stageKey(scene), scene]))];
  const open = new Map<string, BatchStage>();
  const next = async (i: number): Promise<T> => {
    const [key, scene] = wanted[i] ?? [];
    if (key === undefined || scene === undefined) return use(open);
    return withStage(scene, tools, async (stage) => {
      open.set(key, stage);
      return next(i + 1);
    });
  };
  return next(0);
}

type StagesContext = Parameters<typeof withStages>[1];

async function withStage<T>(
  { fasta = '', project }: BatchScene,
  { cache, context, onNote }: StagesContext,
  use: (stage: BatchStage) => Promise<T>,
): Promise<T> {
  const { signal } = context;
  if (project !== undefined) {
    return withProject(project, cache, signal, async (opened) => {
      const parts = await opened.figureParts({ project: opened.project.id });
      for (const note of parts.notes) onNote(note);
      const { genome, locus, tracks } = opened.project;
      if (!genome) {
        throw new MegabaseError('file-missing', `The genome of ${project} was not found.`);
      }
      const isNamed = ({ kind }: { kind: string }) => kind === 'annotation';
      return use({
        ...{ sources: parts.sources, contigs: genome.contigs, rows: parts.rows },
        ...{ marks: parts.marks, locus, inputs: opened.inputs },
        annotations: tracks.filter(isNamed).map(({ path }) => path),
      });
    });
  }
  const opened = await openEnvironment({ fasta }, { onNote, signal });
  try {
    const { genome } = opened;
    return await use({
      ...{ sources: genomeSources(genome), contigs: genome.contigs },
      ...{ rows: [], marks: [], locus: undefined, annotations: [], inputs: [fasta] },
    });
  } finally {
    await opened.close();
  }
}
