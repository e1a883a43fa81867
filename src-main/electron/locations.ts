import { resolve } from 'node:path';
import { app } from 'electron';

/** With a home of its own the program shares neither settings nor its one instance with another. */
export function keepApart(): void {
  const home = process.env['MEGABASE_HOME'];
  if (home) app.setPath('userData', resolve(home, 'window'));
}
