import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where a Chromium is found; undefined where there is none. */
export const chromiumPath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
  .concat(process.env['MEGABASE_CHROMIUM'] ?? [])
  .findLast((path) => existsSync(path));

let running: Promise<Browser> | undefined;

/**
 * The Chromium of this worker, for all of its test files: to start one costs three seconds of a core.
 * A test opens a context of its own and closes it; Playwright ends the browser with the process.
 */
export async function sharedChromium(): Promise<Browser> {
  if (running && !(await running).isConnected()) running = undefined;
  return (running ??= launchChromium());
}

/** A Chromium whose own services (updates, sign-in, autofill) find no network either. */
function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-features=AutofillServerCommunication,DnsOverHttps',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}
