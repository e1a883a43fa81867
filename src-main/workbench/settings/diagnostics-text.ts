import { homedir } from 'node:os';
import type { Diagnosis } from '../../analysis/doctor/index.ts';
import { formatBytes, type Settings } from '../../contract/index.ts';

/** What is known of this machine, to pass on: without a person's name in it. */
export function diagnosticsText(
  { versions, platform, processor, cores, memory, providers, kernel, cache }: Diagnosis,
  { settings, system }: { readonly settings: Settings; readonly system: string },
): string {
  const works = ({ available, reason }: { available: boolean; reason: string }) =>
    `${available ? 'works' : 'not available'}: ${reason}`;
  const kept =
    cache.fault === undefined
      ? `${cache.runs ?? 0} runs, ${formatBytes(cache.bytes ?? 0)}`
      : 'cannot be read';
  const chosen = [
    `theme ${settings.theme}`,
    `device ${settings.provider}`,
    settings.threads === undefined ? '' : `threads: ${settings.threads}`,
    settings.memoryBytes === undefined ? '' : `${formatBytes(settings.memoryBytes)} of memory`,
    settings.cacheBytes === undefined ? '' : `${formatBytes(settings.cacheBytes)} of cache`,
    settings.cache === undefined ? '' : 'cache in a folder of its own',
    settings.offline ? 'offline' : '',
  ];
  return [
    ...Object.entries(versions).map(([name, version]) => `${name}: ${version}`),
    `system: ${platform}, ${system}`,
    `processor: ${processor}, ${cores} cores`,
    `memory: ${formatBytes(memory.totalBytes)}, ${formatBytes(memory.availableBytes)} free`,
    ...providers.map(
      ({ device, ...one }) => `${one.provider}: ${works(one)}${device ? ` (${device})` : ''}`,
    ),
    `kernel: ${works(kernel)}`,
    `runner: ${works(kernel.runner)}`,
    `cache: ${kept}; ${formatBytes(cache.freeBytes)} free on its disk`,
    `preferences: ${chosen.filter(Boolean).join(', ')}`,
  ]
    .join('\n')
    .replaceAll(homedir(), '~');
}
