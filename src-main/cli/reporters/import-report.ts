import { formatBytes, type ImportProgress, counted, basePairs } from '../../contract/index.ts';
import type { HubModel, ImportPlan } from '../../library/index.ts';
import { formatTable } from '../console/index.ts';

/** What an import copies, and what its model takes to run. */
export function planLines(plan: ImportPlan): string[] {
  const { model, files, network } = plan;
  const { id, family, license } = model.manifest;
  const sizes = files.map(({ name, bytes }) => [`  ${name}`, formatBytes(bytes)]);
  return [
    `${id} (${family}): ${counted(files.length, 'file')}, ${formatBytes(plan.bytes)}, licence: ${license}`,
    ...formatTable(sizes),
    ...(network ? networkLines(network) : [`  an ONNX graph, read in independent tiles`]),
  ];
}

function networkLines(network: NonNullable<ImportPlan['network']>): string[] {
  const { stored, parameters, layers, width, memoryBytes, memoryLength } = network;
  return [
    `  ${counted(parameters, 'parameter')} stored as ${stored.join(' and ')}, ` +
      `${counted(layers, 'layer')} of width ${width}`,
    `  one pass over ${basePairs(memoryLength)} takes about ${formatBytes(memoryBytes)} of memory`,
  ];
}

/** What a download from the hub fetches. */
export function hubLines({
  repository,
  commit,
  endpoint,
  license,
  files,
  bytes,
}: HubModel): string[] {
  return [
    `${repository} at ${commit.slice(0, 12)} from ${endpoint}: ${counted(files.length, 'file')}, ` +
      `${formatBytes(bytes)}, licence: ${license ?? 'not stated'}`,
    ...formatTable(files.map(({ name, bytes }) => [`  ${name}`, formatBytes(bytes)])),
  ];
}

/** What an import copies, for machines. */
export function planJson({ model, files, network, ...rest }: ImportPlan): object {
  const { id, name, family, license } = model.manifest;
  return {
    ...{ id, name, family, license, folder: model.folder },
    files: files.map(({ name, bytes, digest }) => ({ name, bytes, ...(digest && { digest }) })),
    ...rest,
    ...network,
  };
}

/** `copying, 1.2 of 3.4 GB` */
export function importText({ stage, done, total }: ImportProgress): string {
  return stage === 'checking'
    ? `checking layer ${done} of ${total}`
    : `${stage} ${formatBytes(done)} of ${formatBytes(total)}`;
}
