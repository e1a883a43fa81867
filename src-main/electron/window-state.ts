import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const stateSchema = z.object({
  bounds: z.object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().positive(),
    height: z.number().int().positive(),
  }),
  isMaximized: z.boolean(),
});

/** Where the window is, in pixels before the display's scale. */
export type WindowState = z.infer<typeof stateSchema>;

/** Where a window is to open; the system chooses the place where there is none. */
export interface WindowPlace {
  readonly bounds: Rectangle | Pick<Rectangle, 'width' | 'height'>;
  readonly isMaximized: boolean;
}

const usual: WindowPlace = { bounds: { width: 1280, height: 840 }, isMaximized: false };

/** How much of the window must lie on a display for it to be found and moved, pixels. */
const visible = 80;

/** As it was left; its place is forgotten where that display is gone. */
export function readWindowState(path: string, areas: readonly Rectangle[]): WindowPlace {
  let state: WindowState;
  try {
    state = stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return usual;
  }
  const { x, y, width, height } = state.bounds;
  const isSeen = areas.some(
    (area) =>
      Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= visible &&
      y >= area.y &&
      y <= area.y + area.height - visible,
  );
  return isSeen ? state : { ...state, bounds: { width, height } };
}

/** A place that cannot be kept is no reason to keep the window from closing. */
export function writeWindowState(path: string, state: WindowState): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(state));
  } catch {
    // Next time it opens where a first window would.
  }
}
