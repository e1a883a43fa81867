import { Command } from 'commander';
import { formatBytes, providers, counted } from '../../contract/index.ts';
import { diagnose, type Diagnosis } from '../../analysis/doctor/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { findLocations, isCheckout } from '../../home/index.ts';
import type { CommandContext } from '../context.ts';
import { cacheFolderOption } from '../options/index.ts';
import { formatTable } from '../console/index.ts';

export function doctorCommand({ console, signal, startComputeProcess }: CommandContext): Command {
  return new Command('doctor')
    .addOption(cacheFolderOption())
    .option('--json', 'print JSON')
    .action(async ({ cache, json }: { cache?: string; json?: boolean }) => {
      const spec = { providers, startComputeProcess };
      const waiting = new Set<string>([...providers, 'kernel']);
      const tell = () => {
        const done = 1 - waiting.size / (providers.length + 1);
        console.share('Trying what computes here', done, `waiting for ${[...waiting].join(', ')}`);
      };
      if (!json) tell();
      const found = await resultOf(diagnose(findLocations(cache), spec, signal), (event) => {
        if (event.kind === 'partial') waiting.delete(event.partial);
        if (!json && waiting.size > 0) tell();
      });
      console.endProgress();
      if (json) return console.print(JSON.stringify(found));
      const { memory, allotted } = found;
      const kept =
        found.cache.fault ??
        `${counted(found.cache.runs ?? 0, 'run')}, ${formatBytes(found.cache.bytes ?? 0)}`;
      const rows = [
        ...Object.entries(found.versions),
        ['platform', found.platform],
        ['processor', found.processor],
        ['threads', `${counted(allotted.threads.amount, 'thread')} (${allotted.threads.source})`],
        [
          'memory',
          `${formatBytes(memory.availableBytes)} of ${formatBytes(memory.totalBytes)} free`,
        ],
        ['', `${formatBytes(allotted.memory.amount)} for use (${allotted.memory.source})`],
        ['cache', found.cache.folder],
        ['', kept],
        ['', `${formatBytes(found.cache.freeBytes)} free on its disk (${found.cache.fileSystem})`],
        ...found.providers.flatMap(({ provider, available, device, reason, advice }) => [
          [
            provider,
            `${available ? 'works' : 'not available'}${device ? ` on ${device}` : ''}: ${reason}`,
          ],
          ...(advice ? [['', advice]] : []),
        ]),
        ['kernel', kernelText(found.kernel)],
        ['runner', runnerText(found.kernel.runner)],
      ];
      formatTable(rows).forEach((row) => console.print(row));
    });
}

/** What the native kernel does, or what is lost without it. */
function kernelText({ available, reason }: Diagnosis['kernel']): string {
  return available
    ? `works: scans on the CPU use ${reason}`
    : `not available, so on the CPU a Caduceus takes some ten times as long: ${reason}; ` +
        (isCheckout
          ? '`npm run build:kernel` builds it where a C++ compiler is installed'
          : `this copy of Megabase has none for ${process.platform} ${process.arch}`);
}

/** What the native runner does, or what runs the graphs without it. */
function runnerText({ available, reason }: Diagnosis['kernel']['runner']): string {
  return available
    ? `works: graphs run in ${reason}`
    : `not available, so graphs run by onnxruntime-node's binding, which takes longer: ${reason}`;
}
