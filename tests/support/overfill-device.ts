/** Has WebGPU make a tensor, one of 4.9 GB, and one as before: prints what comes of each, as JSON. */
import { GraphBuilder } from '../../src-main/model/graph/index.ts';
import { openDevice } from '../../src-main/model/session/index.ts';

const g = new GraphBuilder('outer sum');
const rows = g.input('x', ['a', 1, 1]);
const columns = g.input('y', [1, 1, 'd']);
g.output('z', g.node('Add', [rows, columns]), ['a', 1, 'd']);
const device = await openDevice({ provider: 'webgpu', threads: 1 });
const session = await device.open(g.encode(), ['z']);
const fates: string[] = [];
for (const length of [4, 1_200_000, 4]) {
  const x = { data: new Float32Array(1024), dims: [1024, 1, 1] };
  const y = { data: new Float32Array(length), dims: [1, 1, length] };
  try {
    const { z } = (await session.run({ x, y }, ['z'])).device;
    fates.push(`${z?.bytes} bytes`);
    z?.dispose();
  } catch (error) {
    fates.push((error as Error).message);
  }
}
await session.release();
await device.close();
process.stdout.write(JSON.stringify(fates));
