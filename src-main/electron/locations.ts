import { join, resolve } from 'node:path';
import { app } from 'electron';
import { findLocations, type Locations } from '../home/index.ts';

/** What ships lies beside a packaged program's archive: ONNX Runtime cannot read inside it. */
export function desktopLocations(): Locations {
  const program = app.isPackaged ? process.resourcesPath : app.getAppPath();
  return {
    ...findLocations(),
    shippedModels: join(program, 'native-models'),
    resources: join(program, 'resources'),
  };
}

/** With a home of its own the program shares neither settings nor its one instance with another. */
export function keepApart(): void {
  const home = process.env['MEGABASE_HOME'];
  if (home) app.setPath('userData', resolve(home, 'window'));
}
