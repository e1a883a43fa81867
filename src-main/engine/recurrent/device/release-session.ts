import type { DeviceSession } from '../../../model/index.ts';

/** A session of a device that is lost may not close; what went wrong before is what counts. */
export async function releaseSession(session: DeviceSession): Promise<void> {
  try {
    await session.release();
  } catch {
    // See above.
  }
}
