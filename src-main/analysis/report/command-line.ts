import { basename } from 'node:path';
import { contigNamed, defaultReportRows, formatRegion, type Region } from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { shellWord } from '../../formats/output/index.ts';
import { defaultTolerance } from '../perturbations/index.ts';
import type { ReportedEffects, ReportSpec } from './report-spec.ts';

/**
 * The command that makes the same report, with the names of files and not their folders.
 *
 * @param model its id
 */
export function reportCommandLine(
  spec: ReportSpec,
  genome: Pick<Genome, 'path' | 'contigs'>,
  model: string,
): string {
  const { project } = spec;
  const words = ['megabase', 'report'];
  words.push(...(project ? ['--project', project.file] : ['--fasta', basename(genome.path)]));
  const add = (option: string, value: string | number | boolean | undefined) => {
    if (value === undefined || value === false) return;
    words.push(`--${option}`, ...(value === true ? [] : [String(value)]));
  };
  const addTolerance = (tolerance: number) => {
    add('tolerance', tolerance === defaultTolerance ? undefined : tolerance);
  };
  if (project && spec.kind === 'variants') add('variants', project.variants);
  else if (spec.kind === 'variants') {
    add('model', model);
    const { source, region, flank, targets, targetTrack, masked, window } = spec.variants;
    add('vcf', basename(source.path));
    if (source.kind === 'vcf') add('sample', source.sample);
    add('region', region && place(formatRegion(region)));
    add('flank', flank);
    add('annotation', targets && basename(targets));
    add('target-track', targetTrack);
    add('masked', masked);
    add('window', window);
    add('background', spec.variants.randomChanges);
    add('strands', spec.variants.readings?.strands);
    add('members', spec.variants.readings?.members);
    addTolerance(spec.variants.tolerance);
  } else {
    add('model', model);
    const { region, interval, annotation, tracks, effects } = spec;
    add('region', place(formatRegion(region)));
    add('flank', effects || !interval ? spec.flank : flankOf(region, interval, genome));
    add('annotation', annotation && basename(annotation));
    add('tracks', tracks?.join(','));
    if (!effects) add('no-effects', true);
    else {
      addEffects(effects, add);
      addTolerance(spec.tolerance);
    }
  }
  add('top', spec.maxRows === defaultReportRows ? undefined : spec.maxRows);
  add('table', spec.table && basename(spec.table.path));
  add('out', 'report.html');
  return words.map(shellWord).join(' ');
}

function addEffects(
  { elements, targetTrack, knockOut, background, readings = {}, threshold }: ReportedEffects,
  add: (option: string, value: string | number | boolean | undefined) => void,
): void {
  if (elements.kind === 'bed') add('elements', basename(elements.path));
  if (elements.kind === 'tile') add('tile', elements.bp);
  if (elements.kind === 'track') add('from-track', `${elements.track}:${elements.threshold}`);
  add('target-track', targetTrack);
  if (knockOut.kind === 'shuffle') {
    add('knockout', knockOut.kind);
    add('shuffles', knockOut.times);
  }
  add('background', background);
  add('strands', readings.strands);
  add('members', readings.members);
  for (const { identity } of readings.models ?? []) add('compare', identity.id);
  add('threshold', threshold);
}

/** bp on each side by which the same interval is read again; what a contig's end cut off tells nothing. */
function flankOf(region: Region, interval: Region, { contigs }: Pick<Genome, 'contigs'>): number {
  const [before, after] = [region.start - interval.start, interval.end - region.end];
  const sides = [
    ...(interval.start === 0 ? [] : [before]),
    ...(interval.end === contigNamed(contigs, region.contig)?.length ? [] : [after]),
  ];
  // The smaller of the two: either may have grown to whole bins.
  return sides.length === 0 ? Math.max(before, after) : Math.min(...sides);
}

/** A region without separators of thousands, which no shell minds either. */
function place(text: string): string {
  return text.replaceAll(',', '');
}
