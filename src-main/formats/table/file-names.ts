/** A name with its ending may take 255 bytes on most systems. */
const maxLength = 200;

/** Devices on Windows, whatever follows a dot. */
const devices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)/i;

/** Names of files for contigs, no two alike: also where capitals make no difference. */
export class FileNames {
  readonly #taken = new Set<string>();

  /**
   * Without its ending. What may not stand in a name on some system is percent-encoded, what is too long is cut,
   * and what is taken gets a number.
   * @param part of the contig, from 1: `chr1`, `chr1.2`
   */
  of(contig: string, part: number): string {
    const plain = encoded(contig);
    for (let number = part; ; number++) {
      const name = number === 1 ? plain : `${plain}.${number}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}

function encoded(contig: string): string {
  const name = encodeURIComponent(contig.toWellFormed())
    .replaceAll('*', '%2A')
    .replace(/^\.+/, (dots) => '%2E'.repeat(dots.length))
    .replace(devices, (device) => `${device.slice(0, -1)}%${hex(device.at(-1))}`)
    .slice(0, maxLength);
  return name === '' ? 'unnamed' : name;
}

function hex(letter = ''): string {
  return letter.charCodeAt(0).toString(16).toUpperCase();
}
