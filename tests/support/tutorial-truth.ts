import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGff3 } from '../../src-main/formats/gff/index.ts';
import { dataLines } from './cli-files.ts';
import { root } from './paths.ts';

export const tutorialAnnotation = join(root, 'resources/tutorial/tutorial.gff3');

type Contig = 'chrT1' | 'chrT2';

/** What is known of a contig of the tutorial genome. */
export interface TutorialTruth {
  /** BED lines, 0-based half-open, named by their ids. */
  readonly enhancers: readonly string[];
  /** `enhancer>gene` of pairs in which the gene stands and falls with this one enhancer. */
  readonly links: ReadonlySet<string>;
  /** First base of each insulator, ascending. */
  readonly insulators: readonly number[];
}

export async function tutorialTruth(contig: Contig): Promise<TutorialTruth> {
  const features = (await readGff3(tutorialAnnotation)).filter((one) => one.contig === contig);
  const ofType = (type: string) => features.filter((one) => one.type === type);
  const geneOf = new Map(
    ofType('gene').map(({ attributes }) => [attributes['promoter']![0]!, attributes['Name']![0]!]),
  );
  const links = readFileSync(join(root, 'resources/tutorial/truth.links.bedpe'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([chrom, , , , , , , score]) => chrom === contig && score === '1.0')
    .flatMap(([, , , , , , name]) => {
      const [enhancer, promoter] = name!.split('>') as [string, string];
      const gene = geneOf.get(promoter);
      return gene === undefined ? [] : [`${enhancer}>${gene}`];
    });
  return {
    enhancers: ofType('enhancer').map(({ start, end, attributes }) =>
      [contig, start, end, attributes['ID']![0]!].join('\t'),
    ),
    links: new Set(links),
    insulators: ofType('insulator')
      .map(({ start }) => start)
      .sort((a, b) => a - b),
  };
}

/** A row of an effect map as TSV. */
export interface EffectRow {
  readonly pair: string;
  readonly effect: number;
  /** Middles of element and target. */
  readonly from: number;
  readonly to: number;
}

export function readEffects(path: string): EffectRow[] {
  const [header, ...lines] = dataLines(path).map((line) => line.split('\t'));
  return lines.map((columns) => {
    const at = (name: string) => columns[header!.indexOf(name)]!;
    const middle = (what: string) => (Number(at(`${what}_start`)) + Number(at(`${what}_end`))) / 2;
    return {
      pair: `${at('element')}>${at('target')}`,
      effect: Number(at('effect')),
      from: middle('element'),
      to: middle('target'),
    };
  });
}

/** Mean precision at each true pair, the largest loss first. */
export function averagePrecision(rows: readonly EffectRow[], truth: ReadonlySet<string>): number {
  let found = 0;
  let sum = 0;
  const ranked = rows.toSorted((a, b) => a.effect - b.effect);
  for (const [rank, { pair }] of ranked.entries()) {
    if (!truth.has(pair)) continue;
    found += 1;
    sum += found / (rank + 1);
  }
  return sum / truth.size;
}
