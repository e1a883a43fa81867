import {
  defaultThreshold,
  defined,
  type EffectBackground,
  type EffectMap,
  type EffectReading,
  type EffectSpread,
} from '../../contract/index.ts';

/** A map as its JSON file has it; what else is there is told anew when it is written. */
interface JsonMap extends Omit<
  EffectMap,
  'values' | 'effects' | 'spread' | 'background' | 'readings'
> {
  readonly values: readonly (number | null)[];
  readonly effects: JsonRows;
  readonly spread?: Rows<EffectSpread>;
  readonly background?: Rows<Omit<EffectBackground, 'places'>> & Pick<EffectBackground, 'places'>;
  readonly readings?: readonly JsonReading[];
  readonly threshold: number;
}

interface JsonReading extends Omit<EffectReading, 'values' | 'effects'> {
  readonly values: readonly (number | null)[];
  readonly effects: JsonRows;
}

/** A row an element; null stands for NaN. */
type JsonRows = readonly (readonly (number | null)[])[];
type Rows<Columns> = { readonly [Name in keyof Columns]: JsonRows };

interface MapsOfParts {
  readonly maps: readonly EffectMap[];
  /** As `EffectFileOptions` has it. */
  readonly threshold: number | undefined;
}

/**
 * The maps of all parts, in their order, from JSON as `writeEffectMaps` writes it; of a region whose elements
 * are in several parts one map.
 */
export function readMaps(texts: readonly string[], isOneRegion: boolean): MapsOfParts {
  const found = texts.flatMap((text) => {
    const value = JSON.parse(text) as JsonMap | { readonly maps: readonly JsonMap[] };
    return 'maps' in value ? value.maps : [value];
  });
  const maps = isOneRegion ? [mapOf(found)] : found.map((one) => mapOf([one]));
  const isDefault = found.every(({ threshold }, i) => {
    return threshold === defaultThreshold(defined(maps[isOneRegion ? 0 : i]));
  });
  return { maps, threshold: isDefault ? undefined : found[0]?.threshold };
}

/** The map of all elements from those of some each. */
function mapOf(maps: readonly JsonMap[]): EffectMap {
  const {
    model,
    basis,
    interval,
    likelihood,
    track,
    knockOut,
    tolerance,
    targets,
    values,
    spread,
    background,
    readings,
  } = defined(maps[0]);
  const joined = (rows: (map: JsonMap) => JsonRows | undefined) =>
    numbers(maps.flatMap((map) => defined(rows(map))).flat());
  return {
    ...{ model, ...(basis && { basis }), interval, track, knockOut, tolerance },
    ...(likelihood && { likelihood }),
    elements: maps.flatMap(({ elements }) => elements),
    targets,
    values: numbers(values),
    effects: joined(({ effects }) => effects),
    ...(spread && {
      spread: {
        lows: joined((map) => map.spread?.lows),
        highs: joined((map) => map.spread?.highs),
      },
    }),
    ...(background && {
      background: {
        places: background.places,
        means: joined((map) => map.background?.means),
        deviations: joined((map) => map.background?.deviations),
        percentiles: joined((map) => map.background?.percentiles),
      },
    }),
    ...(readings && {
      readings: readings.map((one, i) => ({
        ...one,
        values: numbers(one.values),
        effects: joined((map) => map.readings?.[i]?.effects),
      })),
    }),
  };
}

/** JSON has no NaN and says null. */
function numbers(values: readonly (number | null)[]): Float32Array {
  return Float32Array.from(values, (value) => value ?? NaN);
}
