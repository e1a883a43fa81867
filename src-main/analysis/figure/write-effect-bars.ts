import { linksOf, type EffectMap } from '../../contract/index.ts';
import type { HeaderNote, Replaceable } from '../../formats/output/index.ts';
import { effectFigure } from './effect-figure.ts';
import { strongestEffects } from './strongest-effects.ts';
import { figureFormat, writeFigure } from './write-figure.ts';

/** mm and points of such a figure. */
const [width, fontSize] = [120, 7] as const;

/** What every figure says by itself. */
const ownNotes = new Set(['program', 'engine']);

interface BarsFile {
  /** Links have this effect or more, either way. */
  readonly threshold: (map: EffectMap) => number;
  /** What made the maps. */
  readonly notes: readonly HeaderNote[];
  readonly format?: string | undefined;
  readonly replaces?: Replaceable | undefined;
}

/**
 * Writes the strongest links of maps that were made alike, at least one, as bars: a figure of 120 mm in the format that
 * the file's ending or `format` asks for. Gives the bars and bytes. Errors: `output-format`, those of the file.
 */
export async function writeEffectBars(
  maps: readonly EffectMap[],
  path: string,
  { threshold, notes, format: name, replaces }: BarsFile,
): Promise<{ records: number; bytes: number }> {
  const format = figureFormat(path, name);
  const { lines, caption } = strongestEffects(
    maps.map((map) => ({ map, links: linksOf(map, threshold(map)) })),
  );
  const figure = await effectFigure(lines, {
    ...{ width, fontSize, title: 'Effects of elements on targets' },
    caption: lines.length > 0 ? caption : 'No link has so large an effect.',
    notes: notes.filter(({ key }) => !ownNotes.has(key)),
  });
  return { records: lines.length, bytes: await writeFigure(figure, path, { format, replaces }) };
}
