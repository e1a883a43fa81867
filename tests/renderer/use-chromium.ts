import type { Browser } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { sharedChromium } from '../support/chromium.ts';
import { buildOnce } from '../electron/build-once.ts';

/** The built window and a Chromium for it, for the tests of the `describe` that calls this. */
export function useChromium(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    await buildOnce();
    browser = await sharedChromium();
  });
  return () => browser;
}

/** Waits for what comes soon. */
export const soon = <T>(look: () => T) => expect.poll(look);
