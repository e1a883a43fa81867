import type { ScanChoice, SpillChoice } from '../../contract/index.ts';
import { describeModel, type StateSetting } from '../../model/index.ts';
import type { LoadedModel } from '../../library/index.ts';

/** Options that say how a state is carried and kept, as far as a command has them. */
interface StateOptions {
  readonly chunk?: number;
  readonly memory?: number;
  readonly scan: ScanChoice;
  readonly spill?: SpillChoice;
}

/** Says which of the options given mean nothing to a model that is read in tiles. */
export function noteIgnored(
  { model }: LoadedModel,
  { chunk, memory, scan, spill = 'auto' }: StateOptions,
  onNote: (note: string) => void,
): void {
  const given: Record<StateSetting, boolean> = {
    chunk: chunk !== undefined,
    memory: memory !== undefined,
    scan: scan !== 'auto',
    spill: spill !== 'auto',
  };
  const { stateSettings } = describeModel(model);
  const names = (Object.keys(given) as StateSetting[])
    .filter((name) => given[name] && !stateSettings.includes(name))
    .map((name) => `--${name}`);
  if (names.length === 0) return;
  onNote(`${model.manifest.name} is read in tiles: ${names.join(', ')} changed nothing`);
}
