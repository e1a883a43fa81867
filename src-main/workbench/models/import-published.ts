import { rmSync } from 'node:fs';
import {
  defined,
  formatBytes,
  MegabaseError,
  publishedModels,
  type PublishedModel,
} from '../../contract/index.ts';
import { cacheFolders, type Locations } from '../../home/index.ts';
import {
  downloadFolder,
  downloadModel,
  findOnHub,
  type HubModel,
  type LibraryModel,
  type ModelLibrary,
} from '../../library/index.ts';
import type { Work } from '../jobs/index.ts';

/** Share of the work that the download is. */
const download = 0.9;

/** Files beside the weights, and more digits than a person was shown. */
const mostGrowth = 1.05;

export interface ImportPublishedContext {
  readonly library: ModelLibrary;
  readonly locations: Locations;
  readonly isOffline: () => boolean;
  /** A model in a folder, with the head that it may hold. */
  readonly importFolder: (path: string, signal: AbortSignal) => Promise<LibraryModel>;
}

/**
 * Fetches one of the published models from the hub and imports it. Errors, beside those of a download:
 * `offline`, and `hub-changed` where it is no more what a person agreed to.
 */
export function importPublished(
  repository: string,
  { library, locations, isOffline, importFolder }: ImportPublishedContext,
): { title: string; work: Work } {
  const model = publishedModels.find((one) => one.repository === repository);
  if (!model) throw new MegabaseError('usage', `${repository} is none of the published models.`);
  const work: Work = async (job) => {
    if (isOffline()) {
      throw new MegabaseError(
        'offline',
        `Megabase works offline, as you chose: ${repository} was not asked for.`,
      );
    }
    library.expectFree(defined(repository.split('/').at(-1)));
    const hub = await findOnHub(repository, undefined, job.signal);
    expectAgreed(hub, model);
    const parent = cacheFolders(locations.cache).hub;
    const folder = await downloadModel(hub, parent, {
      onProgress: ({ done, total }) => job.update({ fraction: (download * done) / total }),
      signal: job.signal,
    });
    const { model: imported } = await importFolder(folder, job.signal);
    rmSync(downloadFolder(parent, repository), { recursive: true });
    const licence = hub.license ?? 'none is stated';
    const told = model.license === undefined ? ` Its licence on the hub: ${licence}.` : '';
    return { result: `Imported ${imported.manifest.name}.${told}` };
  };
  return { title: `Import ${model.name}`, work };
}

function expectAgreed({ bytes, license = 'none' }: HubModel, agreed: PublishedModel): void {
  const isSame = agreed.license === undefined || license === agreed.license;
  if (bytes <= mostGrowth * agreed.bytes && isSame) return;
  const under = agreed.license === undefined ? '' : ` under ${agreed.license}`;
  throw new MegabaseError(
    'hub-changed',
    `${agreed.repository} takes ${formatBytes(bytes)} under the licence ${license} by now; ` +
      `${formatBytes(agreed.bytes)}${under} were agreed to. Nothing was downloaded.`,
  );
}
