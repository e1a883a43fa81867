import { basename } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import type { ReportedBases } from '../../analysis/report/index.ts';
import type { VariantsSpec } from '../../analysis/variants/index.ts';
import { annotationOf } from '../project/index.ts';
import { readProjectDocument, type ProjectDocument } from '../saved/index.ts';
import { variantsSpec } from '../variants/index.ts';

/** What a saved project says of what a report is to be of. */
interface ReportProject {
  /** Path of the genome. */
  readonly fasta: string;
  /** Model id; absent where none was chosen. */
  readonly model?: string | undefined;
  /** Path of its first annotation. */
  readonly annotation?: string | undefined;
  /** The scored variants that were asked for. */
  readonly variants?: VariantsSpec | undefined;
  /** What they are asked for by. */
  readonly setName?: string | undefined;
  /** Its maps of bases by a model. */
  readonly basesOf: (model: string) => ReportedBases[];
}

/**
 * Reads a project, without opening it, for a report of it. Errors: those of reading it; `usage` where it has
 * no such scored variants.
 *
 * @param set name of the file that they were scored from, or the beginning of their id; `true`: those scored last
 */
export function readReportProject(
  path: string,
  set: string | true | undefined,
  compute: Parameters<typeof variantsSpec>[2],
): ReportProject {
  const document = readProjectDocument(path);
  const { genome: fasta, tracks, model } = document;
  const annotation = annotationOf(tracks);
  const basesOf = (id: string) => reportedBases(document, id);
  if (set === undefined) return { fasta, model, annotation, basesOf };
  const found = findSet(path, document, set);
  const { request } = found;
  const setName = reportSetName(document, found);
  const variants = variantsSpec(request, document, compute);
  return { fasta, model: request.model, annotation, variants, setName, basesOf };
}

/** The maps of bases by a model, as a report takes them. */
export function reportedBases(
  { baseMaps }: Pick<ProjectDocument, 'baseMaps'>,
  model: string,
): ReportedBases[] {
  return baseMaps.flatMap(({ request: { model: id, ...asked } }) => (id === model ? [asked] : []));
}

/** The name of a set's file; where another set of the same file would be found by it, the beginning of the id. */
export function reportSetName(
  { variantSets }: Pick<ProjectDocument, 'variantSets'>,
  { id, request }: Pick<ProjectDocument['variantSets'][number], 'id' | 'request'>,
): string {
  const name = basename(request.source);
  const first = variantSets.find((set) => basename(set.request.source) === name);
  return first === undefined || first.id === id ? name : id.slice(0, 12);
}

function findSet(path: string, { variantSets }: ProjectDocument, set: string | true) {
  // The newest comes first.
  const found = variantSets.find(
    ({ id, request }) => set === true || basename(request.source) === set || id.startsWith(set),
  );
  if (found) return found;
  const names = [...new Set(variantSets.map(({ request }) => basename(request.source)))];
  throw new MegabaseError(
    'usage',
    names.length === 0
      ? `${path} has no scored variants.`
      : `${path} has no scored variants “${String(set)}”; it has those of ${names.join(', ')}.`,
    { file: path },
  );
}
