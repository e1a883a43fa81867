import {
  contextText,
  defaultThreshold,
  defined,
  formatRegion,
  linksOf,
  mapBasisText,
  strandsText,
  type EffectLink,
  type EffectMap,
  fixed,
  counted,
} from '../../contract/index.ts';
import { formatTable, smallChange } from '../console/index.ts';

/** Rows of the table that is printed; the file has them all. */
const printed = 10;

/**
 * What is printed of effect maps: the largest links of one, of several a line each.
 *
 * @param threshold smallest absolute effect of a link; absent: each map's own
 */
export function describeEffects(
  maps: readonly EffectMap[],
  threshold: number | undefined,
): string[] {
  const [map, ...others] = maps;
  return map && others.length === 0 ? linesOfOne(map, threshold) : linesOfSeveral(maps, threshold);
}

/** The same for machines. */
export function effectsAsJson(
  maps: readonly EffectMap[],
  threshold: number | undefined,
  file: { readonly path: string; readonly records: number; readonly bytes: number },
  notes: ReadonlySet<string>,
) {
  const all = maps.map((map) => summary(map, threshold));
  const shown = all.length === 1 ? all[0] : { maps: all };
  return { ...shown, file, notes: [...notes] };
}

function linesOfSeveral(maps: readonly EffectMap[], threshold: number | undefined): string[] {
  const rows = maps.map((map) => [
    formatRegion(map.interval),
    String(map.elements.length),
    String(map.targets.length),
    String(linksOf(map, threshold ?? defaultThreshold(map)).length),
  ]);
  return tableLines(['read', 'elements', 'targets', 'links'], rows);
}

function linesOfOne(map: EffectMap, threshold = defaultThreshold(map)): string[] {
  const { elements, targets, track, interval } = map;
  const links = linksOf(map, threshold);
  const basis = mapBasisText(map);
  const hasStrands = (map.readings ?? []).some(({ kind }) => kind === 'strand');
  const rows = links
    .slice(0, printed)
    .map(({ element, target, value, effect, distance, spread, background, readings = [] }) => [
      defined(elements[element]).name,
      defined(targets[target]).name,
      `${distance.toLocaleString('en-US')} bp`,
      fixed(value),
      fixed(value + effect),
      smallChange(effect),
      ...(spread ? [`${fixed(spread.low)} to ${fixed(spread.high)}`] : []),
      ...(background ? backgroundCells(background) : []),
      ...readings.map((one) => smallChange(one.effect)),
      ...(hasStrands ? [strandsText(readings) ?? '-'] : []),
    ]);
  const header = [
    ...['element', 'target', 'distance', 'value', 'without it', 'effect'],
    ...(map.spread ? ['shuffles'] : []),
    ...(map.background ? ['background', 'percentile'] : []),
    ...(map.readings ?? []).map(({ label }) => label),
    ...(hasStrands ? ['stands'] : []),
  ];
  return [
    `${counted(elements.length, 'element')}, ${counted(targets.length, 'target')}, ` +
      `${counted(links.length, 'link')} of ${threshold} or more in ${track.label} ` +
      `(${contextText(map.model, interval)})`,
    ...(basis === undefined ? [] : [`${map.model.name}: ${basis}`]),
    ...(links.length > 0 ? tableLines(header, rows, links.length) : []),
  ];
}

function tableLines(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  count = rows.length,
): string[] {
  const lines = formatTable([header, ...rows.slice(0, printed)]).map((line) => `  ${line}`);
  return count > printed ? [...lines, `  and ${count - printed} more`] : lines;
}

function backgroundCells({
  mean,
  deviation,
  percentile,
}: NonNullable<EffectLink['background']>): string[] {
  if (Number.isNaN(mean)) return ['-', '-'];
  // One place has no deviation.
  const around = Number.isNaN(deviation) ? '' : ` ± ${deviation.toFixed(3)}`;
  // An effect that rounds to nothing has no percentile.
  return [`${fixed(mean)}${around}`, Number.isNaN(percentile) ? '-' : percentile.toFixed(1)];
}

function summary(map: EffectMap, threshold = defaultThreshold(map)) {
  const { values, effects, elements, targets, spread, background, readings, ...rest } = map;
  const places = background && { background: { places: background.places } };
  const counts = { elements: elements.length, targets: targets.length, threshold };
  const told = readings?.map(({ kind, id, label }) => ({ kind, id, label }));
  return {
    ...rest,
    ...counts,
    ...places,
    ...(told && { readings: told }),
    links: linksOf(map, threshold).length,
  };
}
