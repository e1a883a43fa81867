import type { Device, ScanGraphOptions } from '../../../model/index.ts';
import type { PassBegun } from '../../jobs/index.ts';

/** How a pass begins whose tensors stay on a device, its scans split into so many pieces. */
export function residentSettings(
  begun: Omit<PassBegun, 'resumedScans'>,
  pieces: number,
): Omit<PassBegun, 'resumedScans'> {
  return {
    ...begun,
    scan: { scan: 'operators', detail: `tensors stay on ${begun.provider}` },
    spilledBytes: 0,
    settings: { ...begun.settings, resident: true, pieces },
  };
}

export function targetOf({ provider }: Device): ScanGraphOptions['target'] {
  return provider === 'cpu' ? 'cpu' : 'gpu';
}
