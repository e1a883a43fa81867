import { basename } from 'node:path';
import { formatRegion } from '../../contract/index.ts';
import { shellWord } from '../../formats/output/index.ts';
import type { ReportSpec } from './report-spec.ts';

/**
 * The command that makes the same report, with the names of files and not their folders.
 *
 * @param genome path
 * @param model its id
 */
export function commandLine(spec: ReportSpec, genome: string, model: string): string {
  const { project } = spec;
  const words = ['megabase', 'report'];
  words.push(...(project ? ['--project', project.file] : ['--fasta', basename(genome)]));
  const add = (option: string, value: string | number | boolean | undefined) => {
    if (value === undefined || value === false) return;
    words.push(`--${option}`, ...(value === true ? [] : [String(value)]));
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
  } else {
    add('model', model);
    const { region, flank, annotation, effects } = spec;
    add('region', place(formatRegion(region)));
    add('flank', flank);
    add('annotation', annotation && basename(annotation));
    if (!effects) add('no-effects', true);
    else {
      const { elements, targetTrack } = effects;
      if (elements.kind === 'bed') add('elements', basename(elements.path));
      if (elements.kind === 'tile') add('tile', elements.bp);
      if (elements.kind === 'track') add('from-track', `${elements.track}:${elements.threshold}`);
      add('target-track', targetTrack);
    }
  }
  add('out', 'report.html');
  return words.map(shellWord).join(' ');
}

/** A region without separators of thousands, which no shell minds either. */
function place(text: string): string {
  return text.replaceAll(',', '');
}
