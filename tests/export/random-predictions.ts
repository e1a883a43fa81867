import type { Prediction, TrackInfo } from '../../src-main/contract/index.ts';
import { contigs, prediction, seededRandom, trackInfo } from './support.ts';

/**
 * Two to six regions in any order, overlapping or not, some up to the contig's end, with values
 * below and above zero, holes without a value and stretches of one value.
 */
export function randomPredictions(seed: number): Prediction[] {
  const random = seededRandom(seed);
  const whole = (limit: number) => Math.floor(random() * limit);
  const bin = [1, 7, 10, 128][whole(4)]!;
  const infos: TrackInfo[] = [
    trackInfo({ bin }),
    trackInfo({ id: 'signal', label: 'Signal', unit: 'bits', bin }),
  ];
  const holes = random() < 0.5 ? 0 : 0.2;
  const value = () => (random() < holes ? NaN : (random() - 0.5) * 10 ** (whole(8) - 4));
  return Array.from({ length: 2 + whole(5) }, () => {
    const { name, length } = contigs[whole(contigs.length)]!;
    const start = whole(length - 1);
    const end = random() < 0.3 ? length : start + 1 + whole(length - start);
    return prediction(name, start, end, value, infos);
  });
}
