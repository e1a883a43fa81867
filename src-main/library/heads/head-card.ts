import { statSync } from 'node:fs';
import { evaluationTasks } from '../../contract/index.ts';
import {
  columnsOf,
  type HeadManifest,
  type HeadOutput,
  type HeadPackage,
} from '../../model/index.ts';

/** One column of what a head gives. */
interface HeadColumn {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
}

/** What a person wants to know of a head before using it. */
export interface HeadCard extends Omit<HeadManifest, 'formatVersion' | 'outputs'> {
  /** What it is for, in words, where it names a task. */
  readonly taskTitle?: string | undefined;
  readonly outputs: readonly {
    readonly kind: HeadOutput['kind'];
    /** Where its values come from, in words. */
    readonly over: string;
    readonly columns: readonly HeadColumn[];
  }[];
  readonly weightBytes: number;
  readonly folder: string;
}

/** What the library knows of a head, for a person to read. */
export function headCard({ manifest, folder, weights }: HeadPackage): HeadCard {
  const { formatVersion: _, outputs, ...rest } = manifest;
  return {
    ...rest,
    taskTitle: rest.task && evaluationTasks[rest.task].title,
    outputs: outputs.map((output) => ({
      kind: output.kind,
      over: describe(output),
      columns: columnsOf(output).map(({ id, label, unit }) => ({ id, label, unit })),
    })),
    weightBytes: statSync(weights).size,
    folder,
  };
}

function describe(output: HeadOutput): string {
  const bp = (value: number) => `${value.toLocaleString('en-US')} bp`;
  if (output.kind === 'tracks') return `bins of ${bp(output.bin)}`;
  const read = output.context === undefined ? '' : `, ${bp(output.context)} read`;
  if (output.kind === 'variant') {
    return `${bp(output.window)} round a variant, reference and alternative${read}`;
  }
  const anchor = output.anchor === 'tss' ? 'the start of a gene' : 'the middle of a region';
  const strand = output.strand === 'aware' ? ', as its strand reads' : '';
  return `${output.pool} of ${bp(output.window)} round ${anchor}${strand}${read}`;
}
