/** The smallest library of Linux that asks for others: one segment, its dynamic section and its names. */
export function elfLibrary(needed: readonly string[], runPath: string): Buffer {
  const names = Buffer.from(`\0${[...needed, runPath].join('\0')}\0`);
  const offsetOf = (name: string) => names.indexOf(`\0${name}\0`) + 1;
  const entries: [number, number][] = needed.map((name) => [1, offsetOf(name)]);
  const [headers, address] = [64 + 2 * 56, 0x1000];
  const dynamicAt = headers + names.length;
  entries.push([29, offsetOf(runPath)], [5, address + headers], [10, names.length], [0, 0]);
  const section = Buffer.alloc(16 * entries.length);
  entries.forEach(([tag, value], i) => {
    section.writeBigInt64LE(BigInt(tag), 16 * i);
    section.writeBigUInt64LE(BigInt(value), 16 * i + 8);
  });
  const total = dynamicAt + section.length;
  const header = Buffer.alloc(64);
  header.write('\x7fELF', 'latin1');
  header.set([2, 1, 1], 4);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(2, 56);
  const segment = (type: number, offset: number, at: number, bytes: number) => {
    const one = Buffer.alloc(56);
    one.writeUInt32LE(type, 0);
    one.writeBigUInt64LE(BigInt(offset), 8);
    one.writeBigUInt64LE(BigInt(at), 16);
    one.writeBigUInt64LE(BigInt(bytes), 32);
    return one;
  };
  return Buffer.concat([
    header,
    segment(1, 0, address, total),
    segment(2, dynamicAt, address + dynamicAt, section.length),
    names,
    section,
  ]);
}
