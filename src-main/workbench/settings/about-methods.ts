import { existsSync, readFileSync } from 'node:fs';
import { arch, release } from 'node:os';
import { dirname, join } from 'node:path';
import { diagnose, installedVersions } from '../../analysis/doctor/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import {
  defined,
  MegabaseError,
  providers,
  type About,
  type Licence,
  type AboutMethods,
} from '../../contract/index.ts';
import type { StartComputeProcess } from '../../engine/index.ts';
import { programFiles, type Locations } from '../../home/index.ts';
import type { AnswersTo } from '../answers.ts';
import { diagnosticsText } from './diagnostics-text.ts';
import { readNewestVersion } from './newest-version.ts';
import type { SettingsFile } from './settings-file.ts';

export interface AboutContext {
  readonly locations: Locations;
  readonly settings: SettingsFile;
  readonly startComputeProcess: StartComputeProcess | undefined;
}

/** What lies beside the resources, in a checkout as in a package. */
const texts = [
  { title: 'Megabase', file: 'LICENSE' },
  { title: 'Data and models', file: 'NOTICE.md' },
  { title: 'Other software', file: 'THIRD-PARTY.md' },
];

/** What the program is, and what it stands on. */
export function aboutMethods({
  locations,
  settings,
  startComputeProcess,
}: AboutContext): AnswersTo<AboutMethods> {
  const about = (): About => {
    const versions = installedVersions();
    return {
      version: defined(versions['megabase']),
      versions,
      platform: `${process.platform} ${arch()}`,
      versionFile: versionFile(),
    };
  };
  return {
    about,
    diagnostics: async (_request, signal) => {
      const spec = { providers, startComputeProcess };
      const events = diagnose(locations, spec, signal ?? new AbortController().signal);
      const found = await resultOf(events, () => undefined);
      return diagnosticsText(found, { settings: settings.current, system: release() });
    },
    licences: () => {
      const folder = dirname(locations.resources);
      return texts.flatMap(({ title, file }): Licence[] => {
        const path = join(folder, file);
        return existsSync(path) ? [{ title, text: readFileSync(path, 'utf8') }] : [];
      });
    },
    newestVersion: (_request, signal) => {
      const address = versionFile();
      if (settings.current.offline) {
        throw new MegabaseError(
          'offline',
          'Megabase works offline, as you chose: it asked nobody.',
        );
      }
      if (address === undefined) {
        throw new MegabaseError(
          'update-unreachable',
          'This build of Megabase names no place that tells of newer versions.',
        );
      }
      return readNewestVersion(address, about().version, signal);
    },
  };
}

/** As whoever published this build has named it in package.json. */
function versionFile(): string | undefined {
  const text = readFileSync(programFiles.package, 'utf8');
  const { megabase } = JSON.parse(text) as { megabase?: { versionFile?: string } };
  return megabase?.versionFile;
}
