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

/** Where a window is, in pixels before the display's scale. */
export type WindowBounds = z.infer<typeof stateSchema>;

/** Where a window is to open; the system chooses the place where there is none. */
export interface WindowPlace {
  readonly bounds: Rectangle | Pick<Rectangle, 'width' | 'height'>;
  readonly isMaximized: boolean;
}

const usual: WindowPlace = { bounds: { width: 1280, height: 840 }, isMaximized: false };

/** How much of a window must lie on a display for it to be found and moved, pixels. */
const visible = 80;

/** How far a window is from the one it was opened beside, pixels. */
const step = 28;

/** As it was left, on the displays that there are now. */
export function readWindowPlace(path: string, areas: readonly Rectangle[]): WindowPlace {
  try {
    return fitPlace(stateSchema.parse(JSON.parse(readFileSync(path, 'utf8'))), areas);
  } catch {
    return usual;
  }
}

/** A place that cannot be kept is no reason to keep the window from closing. */
export function writeWindowPlace(path: string, state: WindowBounds): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(state));
  } catch {
    // Next time it opens where a first window would.
  }
}

/** Beside another window, a step down and to the right of it. */
export function placeBeside({ x, y, width, height }: Rectangle, areas: readonly Rectangle[]) {
  const bounds = { x: x + step, y: y + step, width, height };
  return fitPlace({ bounds, isMaximized: false }, areas);
}

/**
 * No larger than the display it is on; its place is forgotten where that display is gone, or where its
 * title could not be reached.
 */
function fitPlace({ bounds, isMaximized }: WindowBounds, areas: readonly Rectangle[]): WindowPlace {
  const area = areas.find((one) => isReachable(bounds, one));
  const [widest, highest] = area
    ? [area.width, area.height]
    : [Math.max(...areas.map((one) => one.width)), Math.max(...areas.map((one) => one.height))];
  const width = Math.min(bounds.width, widest);
  const height = Math.min(bounds.height, highest);
  const place = area ? { x: bounds.x, y: bounds.y } : {};
  return { bounds: { ...place, width, height }, isMaximized };
}

/** Whether enough of a window's title lies on the display. */
export function isReachable({ x, y, width }: Rectangle, area: Rectangle): boolean {
  return (
    Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= visible &&
    y >= area.y &&
    y <= area.y + area.height - visible
  );
}
