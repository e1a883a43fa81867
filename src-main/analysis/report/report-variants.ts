import { basename } from 'node:path';
import { unfamiliarVariantsText } from '../../contract/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { readTutorialVariants } from '../tutorial/index.ts';
import {
  scoreVariants,
  variantFormat,
  writeScored,
  writeVariants,
  type RowsOfRecord,
  type VariantTableHead,
} from '../variants/index.ts';
import { describeBasis } from './describe-basis.ts';
import { VariantsGatherer } from './gather-variants.ts';
import { variantPictures } from './pictures/index.ts';
import type { VariantsReportSpec } from './report-spec.ts';
import type { VariantsReport } from './report.ts';

/** Variants that a picture names. */
const maxMarks = 8;

/** Notes of a table's header that the report says by itself. */
const saidElsewhere = new Set(['program', 'model', 'model-sha256', 'engine', 'variants']);

/** Scores variants, or reads scores that are kept, and gathers a report of them. */
export async function reportVariants(
  spec: VariantsReportSpec,
  notes: ReadonlySet<string>,
  context: AnalysisContext,
): Promise<VariantsReport> {
  const { variants, kept, maxRows, table, resources } = spec;
  const { signal, emit, genome } = context;
  const names = genome.contigs.map(({ name }) => name);
  const gatherer = new VariantsGatherer(names, variants.masked, maxRows);
  const take = async (head: VariantTableHead, records: AsyncIterable<RowsOfRecord>) => {
    const watched = gatherer.watch(records);
    if (table) {
      const format = variantFormat(table.path);
      await writeVariants(watched, table.path, { ...head, ...table, format, signal });
    } else {
      for await (const _ of watched) signal.throwIfAborted();
    }
    return head;
  };
  const head = kept
    ? await take(kept.head, kept.records)
    : (await writeScored(scoreVariants(context, variants, signal), emit, take)).written;
  const { source, targets, annotation } = variants;
  const paths = {
    [source.kind === 'reads' ? 'Reads' : 'Variants']: source.path,
    Annotation: targets,
    'Annotation of scores': annotation,
  };
  const gathered = gatherer.result;
  // The page says it where it is seen first.
  const others = new Set(notes);
  const { unfamiliar, scored } = gathered;
  const { manifest } = context.model.model;
  others.delete(unfamiliarVariantsText(manifest, { ...unfamiliar, scored }) ?? '');
  const basis = await describeBasis(spec, paths, others, context);
  return {
    ...{ kind: 'variants', basis, head },
    ...gathered,
    pictures: await variantPictures(
      gathered.points,
      genome.contigs,
      head,
      gatherer.marks(gathered.rows.slice(0, maxMarks)),
    ),
    settings: head.notes.filter(({ key }) => !saidElsewhere.has(key)),
    table: table && basename(table.path),
    truth: basis.isTutorial ? await readTutorialVariants(resources) : undefined,
  };
}
