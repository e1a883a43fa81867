import type { RunInfo, TrackInfo, TrackRole } from '../../contract/index.ts';
import { Damage } from '../damage.ts';
import type { StoredRun } from './stored.ts';

/** A row of `runs`, without its id; what the fields mean is said in the schema. */
export interface RunRow {
  readonly key: string;
  readonly model_id: string;
  readonly model_name: string;
  readonly model_version: string;
  readonly model_family: string;
  readonly model_hash: string;
  readonly contig: string;
  readonly first_base: number;
  readonly end_base: number;
  readonly engine_version: string;
  readonly provider: string;
  readonly settings: string;
  readonly created_at: string;
  readonly seconds: number;
  readonly peak_bytes: number;
  readonly tiles: number;
  readonly bytes: number;
  readonly last_used_at: number;
}

/** A row of `tracks`, without its run and place. */
export interface TrackRow {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly role: TrackRole | null;
  readonly color: string;
  readonly bin: number;
  readonly start: number;
  readonly count: number;
}

/** The columns of a run that `RunInfo` tells. */
export function rowOfRun(run: RunInfo): Omit<RunRow, 'tiles' | 'bytes' | 'last_used_at'> {
  return {
    key: run.key,
    model_id: run.model.id,
    model_name: run.model.name,
    model_version: run.model.version,
    model_family: run.model.family,
    model_hash: run.model.hash,
    contig: run.interval.contig,
    first_base: run.interval.start,
    end_base: run.interval.end,
    engine_version: run.engineVersion,
    provider: run.provider,
    settings: JSON.stringify({ ...run.settings, ...likelihoodOf(run) }),
    created_at: run.createdAt,
    seconds: run.seconds,
    peak_bytes: run.peakBytes,
  };
}

/** @throws {Damage} where the settings are not what `rowOfRun` wrote */
export function runOfRow(row: RunRow): RunInfo {
  const { likelihood, ...settings } = settingsOf(row);
  const tile = settings['tile'];
  return {
    key: row.key,
    model: {
      id: row.model_id,
      name: row.model_name,
      version: row.model_version,
      family: row.model_family,
      hash: row.model_hash,
      ...(typeof tile === 'number' ? { tile } : {}),
    },
    interval: { contig: row.contig, start: row.first_base, end: row.end_base },
    engineVersion: row.engine_version,
    provider: row.provider,
    settings,
    createdAt: row.created_at,
    seconds: row.seconds,
    peakBytes: row.peak_bytes,
    ...(likelihood && { likelihood }),
  };
}

/** It stands among the settings, for which there is a column. */
function likelihoodOf({ likelihood }: RunInfo): Pick<RunInfo, 'likelihood'> {
  return likelihood === undefined ? {} : { likelihood };
}

/**
 * The run and what it takes.
 *
 * @throws {Damage} where the row cannot have been written here
 */
export function storedRunOfRow(row: RunRow): StoredRun {
  const lastUsed = new Date(row.last_used_at);
  if (Number.isNaN(lastUsed.getTime())) {
    throw new Damage(`Run ${row.key} was last used at ${row.last_used_at} ms.`);
  }
  return { ...runOfRow(row), bytes: row.bytes, lastUsedAt: lastUsed.toISOString() };
}

/** The track's description, without a `role` where it has none. */
export function trackOfRow({ name, label, unit, role, color, bin }: TrackRow): TrackInfo {
  const info = { id: name, label, unit, color, bin };
  return role === null ? info : { ...info, role };
}

/** @throws {Damage} where no stored track can lie so */
export function expectSpan(row: TrackRow): TrackRow {
  const { bin, start, count } = row;
  const whole = [bin, start, count].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (whole && bin > 0 && start % bin === 0) return row;
  throw new Damage(
    `Track "${row.name}" cannot lie at ${start} with ${count} values of ${bin} bp each.`,
  );
}

function settingsOf(row: RunRow): RunInfo['settings'] & Pick<RunInfo, 'likelihood'> {
  try {
    return JSON.parse(row.settings) as ReturnType<typeof settingsOf>;
  } catch (error) {
    throw new Damage(`The settings of run ${row.key} are not JSON.`, { cause: error });
  }
}
