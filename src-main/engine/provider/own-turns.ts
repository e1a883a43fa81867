import type { Provider } from '../../contract/index.ts';
import { takeTurn, type DeviceTurn } from './device-turn.ts';

/** What has come to this process's job to compute on. */
const turns = new Map<string, DeviceTurn>();

/** A device as a job knows it. */
export interface WantedDevice {
  readonly provider: Provider;
  /** It is the CPU after all, which jobs share. */
  readonly isSoftware?: boolean | undefined;
}

/**
 * Waits for a GPU until other processes have done with it; this one's job then has it until `endTurns`. Gives how
 * long that took, milliseconds: it is none of the job's time.
 */
export async function awaitTurn(
  { provider, isSoftware = false }: WantedDevice,
  tell: (note: string) => unknown,
): Promise<number> {
  if (provider === 'cpu' || isSoftware) return 0;
  const name = deviceName(provider, process.env);
  if (turns.has(name)) return 0;
  const began = performance.now();
  const turn = await takeTurn(name, (pid) =>
    tell(`waiting for ${provider}: another Megabase job computes on it (process ${pid})`),
  );
  turns.set(name, turn);
  return performance.now() - began;
}

/** Cards that a scheduler or `--device` has chosen are others'; CUDA takes the first that it sees. */
export function deviceName(provider: Provider, env: NodeJS.ProcessEnv): string {
  const card = provider === 'cuda' ? (env['CUDA_VISIBLE_DEVICES'] ?? '0').split(',')[0] : '';
  // Each job of Slurm may see its own cards alone, numbered from 0.
  const granted = env['SLURM_STEP_GPUS'] ?? env['SLURM_JOB_GPUS'] ?? '';
  return `${provider} ${granted} ${card}`;
}

/** At the end of a job. */
export function endTurns(): void {
  for (const turn of turns.values()) turn.end();
  turns.clear();
}
