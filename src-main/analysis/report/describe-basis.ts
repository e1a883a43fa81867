import { join } from 'node:path';
import { defined } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import { modelCard } from '../../library/index.ts';
import { installedVersions } from '../doctor/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import { reportCommandLine } from './command-line.ts';
import { describeFile } from './describe-file.ts';
import type { ReportSpec } from './report-spec.ts';
import type { ReportBasis, ReportFile } from './report.ts';

/**
 * What a report rests on.
 *
 * @param paths of the files that were read besides the genome, by what they are; absent ones are left out
 */
export async function describeBasis(
  spec: ReportSpec,
  paths: Readonly<Record<string, string | undefined>>,
  notes: ReadonlySet<string>,
  { genome, model, emit, signal }: AnalysisContext,
): Promise<ReportBasis> {
  // What is said from here on is of the report itself.
  const said = [...notes];
  const describe = (role: string, path: string) =>
    describeFile(role, path, { signal, onLong: (text) => emit(textNote(text)) });
  const own = await describe('Genome', genome.path);
  const files: ReportFile[] = [own];
  const named = new Set([genome.path]);
  for (const [role, path] of Object.entries(paths)) {
    if (path === undefined || named.has(path)) continue;
    named.add(path);
    files.push(await describe(role, path));
  }
  const shipped = await describe('', join(spec.resources, 'tutorial', 'tutorial.fa.gz'));
  return {
    program: defined(installedVersions()['megabase']),
    engine: engineVersion,
    madeAt: new Date().toISOString(),
    card: modelCard({ model: model.model, origin: 'folder' }),
    identity: model.identity,
    genome: {
      contigs: genome.contigs.length,
      bases: genome.contigs.reduce((sum, { length }) => sum + length, 0),
    },
    files,
    notes: said,
    command: reportCommandLine(spec, genome, model.identity.id),
    isTutorial: own.sha256 !== undefined && own.sha256 === shipped.sha256,
  };
}
