let bytes = 0;
let pending = 0;

/** Bytes that were read of files since the start, and reads that a drive has not answered yet. */
export function readsInFlight(): { readonly bytes: number; readonly pending: number } {
  return { bytes, pending };
}

/** Counts a read of a file: `reading` resolves to the number of its bytes. */
export async function countRead<T extends { readonly bytesRead: number }>(
  reading: Promise<T>,
): Promise<T> {
  pending++;
  try {
    const done = await reading;
    bytes += done.bytesRead;
    return done;
  } finally {
    pending--;
  }
}
