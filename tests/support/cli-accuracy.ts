import { join } from 'node:path';
import { BigWig } from '@gmod/bbi';
import {
  promoterReport,
  readPromoters,
  type PromoterRow,
} from '../../src-main/analysis/tutorial/index.ts';
import { root } from './paths.ts';

/** How well a bigWig file of "active promoter" tells the tutorial's promoters, over all of them. */
export async function promoterAccuracy(
  path: string,
  contig: 'chrT1' | 'chrT2',
): Promise<PromoterRow> {
  const annotation = join(root, 'resources/tutorial/tutorial.gff3');
  const file = new BigWig({ path });
  const { scores } = await file.getFeaturesAsArrays(contig, 0, 1_000_000, { scale: 1 });
  const info = { id: 'expression', label: '', unit: 'probability', color: '#000000', bin: 128 };
  const values = Float32Array.from(scores);
  const [all] = promoterReport(await readPromoters(annotation, contig), { info, start: 0, values });
  return all!;
}
