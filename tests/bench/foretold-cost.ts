import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatTable } from '../../src-main/cli/console/table.ts';
import { defaultTolerance } from '../../src-main/analysis/perturbations/index.ts';
import { planRecords } from '../../src-main/analysis/plan/index.ts';
import { cutVariants } from '../../src-main/analysis/variants/index.ts';
import { forkComputeProcess } from '../../src-main/engine/process/start-compute-process.ts';
import { openVcf } from '../../src-main/formats/open-vcf/index.ts';
import { baseTokens } from '../../src-main/sequence/index.ts';
import { tutorialGenome } from '../support/cli.ts';
import { unstopped } from '../support/event-log.ts';
import { referenceModels, root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { openScoring, plainOptions, scoreVcf } from '../support/scoring.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

/**
 * What `--dry-run` tells before a set of variants is scored, and what the scoring takes then: all but the command's own
 * start, some 0.8 s of what is foretold.
 */
export interface ForetoldCost {
  readonly model: string;
  readonly snvs: number;
  /** By the model's size. */
  readonly foretold: number;
  /** Once others have been scored on this machine. */
  readonly learnt: number;
  /** Processor-seconds of the command's and of its compute process; undefined where the system does not tell. */
  readonly taken: number | undefined;
  readonly seconds: number;
}

/** SNVs that are scored first, from which it is learnt what others take. */
const lessons = 300;

/** Scores so many SNVs all over the megabase of chrT1 with the genes as targets. `work`: a folder of its own. */
export async function measureForetold(
  model: 'hawk-tutorial' | 'caduceus-tutorial',
  snvs: number,
  { work, threads }: { readonly work: string; readonly threads: number },
): Promise<ForetoldCost> {
  const [vcf, lesson] = [join(work, `${model}.vcf`), join(work, `${model}-lesson.vcf`)];
  writeFileSync(vcf, snvText(snvs, 1));
  writeFileSync(lesson, snvText(lessons, 2));
  const scoring = await openScoring({
    ...{ fasta: tutorialGenome, model: referenceModels[model], shared: work },
    cache: join(work, `${model}-cache`),
  });
  try {
    const options = {
      ...{ ...plainOptions, threads, tolerance: defaultTolerance },
      targets: join(root, 'resources/tutorial/tutorial.gff3'),
      source: { kind: 'vcf', path: vcf },
    } as const;
    const context = { ...scoring.context, startComputeProcess: forkComputeProcess };
    const opened = await openVcf(vcf, { signal: unstopped });
    const cut = await cutVariants(opened, options, context);
    await opened.close();
    const foretell = () => {
      const [piece] = planRecords(cut, { ...options, windowOnly: undefined }, context).cut(1);
      return piece!.processorSeconds;
    };
    const foretold = foretell();
    await scoreVcf({ ...scoring, context }, lesson, options);
    const learnt = foretell();
    const [began, before] = [performance.now(), processorSeconds()];
    const rows = await scoreVcf({ ...scoring, context }, vcf, options);
    if (rows.length !== snvs) throw new Error(`${rows.length} of ${snvs} variants have scores.`);
    return {
      ...{ model, snvs, foretold, learnt },
      taken: before === undefined ? undefined : processorSeconds()! - before,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await scoring.close();
  }
}

export function foretoldTable(rows: readonly ForetoldCost[]): string[] {
  return formatTable([
    ['SNVs with targets', 'SNVs', 'processor s foretold', 'once learnt', 'taken', 's'],
    ...rows.map(({ model, snvs, foretold, learnt, taken, seconds }) => [
      model,
      String(snvs),
      foretold.toFixed(1),
      learnt.toFixed(1),
      taken?.toFixed(1) ?? 'not known',
      seconds.toFixed(1),
    ]),
  ]);
}

/** A VCF of SNVs at random, each at a place of its own. */
function snvText(count: number, seed: number): string {
  const tokens = tutorialContig('chrT1');
  const bases: readonly number[] = baseTokens;
  const random = new Random(seed);
  const places = new Set<number>();
  while (places.size < count) {
    const at = random.below(tokens.length);
    if (bases.includes(tokens[at]!)) places.add(at);
  }
  const letter = (at: number) => 'ACGT'.charAt(bases.indexOf(tokens[at]!));
  const lines = [...places]
    .sort((a, b) => a - b)
    .map((at) => {
      const ref = letter(at);
      const alt = 'ACGT'.replace(ref, '').charAt(random.below(3));
      return `chrT1\t${at + 1}\t.\t${ref}\t${alt}\t.\t.\t.`;
    });
  const header = ['##fileformat=VCFv4.2', '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO'];
  return `${[...header, ...lines].join('\n')}\n`;
}

/** Of this process and of those that it has started and that have ended; known on Linux only. */
function processorSeconds(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // utime, stime, cutime and cstime of proc_pid_stat(5), in ticks of which Linux tells a hundred a second.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
}
