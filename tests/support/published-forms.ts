import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writePytorch, type PytorchOptions } from './write-pytorch.ts';
import { writeSafetensors, type Tensor } from './write-safetensors.ts';

/** The tensors of a safetensors file, as they lie there. */
export function readTensors(path: string): Record<string, Tensor> {
  const file = readFileSync(path);
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  delete header['__metadata__'];
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => [name, { dtype, shape, data: file.subarray(8 + length + start, 8 + length + end) }],
    ),
  );
}

/** The name of one of several weight files, as the hub's libraries give it. */
export function shardName(part: number, parts: number): string {
  const digits = (n: number) => String(n).padStart(5, '0');
  return `model-${digits(part + 1)}-of-${digits(parts)}.safetensors`;
}

/** Copies a model folder with its weights in several files and an index of them. */
export function writeSharded(source: string, folder: string, parts: number): void {
  copyAllBut(source, folder, 'model.safetensors');
  const shards: Record<string, Tensor>[] = Array.from({ length: parts }, () => ({}));
  const map: Record<string, string> = {};
  let bytes = 0;
  for (const [i, [name, tensor]] of Object.entries(
    readTensors(join(source, 'model.safetensors')),
  ).entries()) {
    shards[i % parts]![name] = tensor;
    map[name] = shardName(i % parts, parts);
    bytes += tensor.data.length;
  }
  shards.forEach((tensors, i) => writeSafetensors(join(folder, shardName(i, parts)), tensors));
  const index = { metadata: { total_size: bytes }, weight_map: map };
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
}

/** Copies a model folder with its weights in one PyTorch file, under the name that the hub has for it. */
export function writeBin(source: string, folder: string, options: PytorchOptions = {}): void {
  copyAllBut(source, folder, 'model.safetensors');
  const tensors = readTensors(join(source, 'model.safetensors'));
  writePytorch(join(folder, 'pytorch_model.bin'), tensors, options);
}

/** Copies a model folder with its weights in several PyTorch files and an index of them. */
export function writeShardedBin(source: string, folder: string, parts: number): void {
  copyAllBut(source, folder, 'model.safetensors');
  const all = Object.entries(readTensors(join(source, 'model.safetensors')));
  const nameOf = (part: number) =>
    shardName(part, parts).replace(/^model(.*)safetensors$/, 'pytorch_model$1bin');
  for (let part = 0; part < parts; part++) {
    const own = Object.fromEntries(all.filter((_, i) => i % parts === part));
    writePytorch(join(folder, nameOf(part)), own);
  }
  const index = {
    weight_map: Object.fromEntries(all.map(([name], i) => [name, nameOf(i % parts)])),
  };
  writeFileSync(join(folder, 'pytorch_model.bin.index.json'), JSON.stringify(index));
}

/** Of a Caduceus's tied weights, which those are that published files may keep, and their partners. */
export function tiedNames(source: string): Record<string, string> {
  const names = Object.keys(readTensors(join(source, 'model.safetensors')));
  const projections = names.filter((name) => /mamba_fwd\.(in|out)_proj\./.test(name));
  const table = names.find((name) => /(embedding|word_embeddings)\.weight$/.test(name));
  // Strand-sharing layers wrap both.
  const head = table?.endsWith('.embedding.weight') ? 'lm_head.lm_head' : 'lm_head';
  return {
    ...Object.fromEntries(projections.map((name) => [name.replace('_fwd', '_rev'), name])),
    ...(table === undefined ? {} : { [`${head}.weight`]: table }),
  };
}

/** Copies a model folder with every tied weight written twice, as safetensors that were cloned are. */
export function writeTiedKept(source: string, folder: string): void {
  copyAllBut(source, folder, 'model.safetensors');
  const tensors = readTensors(join(source, 'model.safetensors'));
  for (const [name, partner] of Object.entries(tiedNames(source)))
    tensors[name] = tensors[partner]!;
  writeSafetensors(join(folder, 'model.safetensors'), tensors);
}

/** Copies a model folder with its float32 weights cut to half the bytes, rounded to nearest. */
export function writeHalf(source: string, folder: string, dtype: 'F16' | 'BF16'): void {
  copyAllBut(source, folder, 'model.safetensors');
  const tensors = readTensors(join(source, 'model.safetensors'));
  for (const [name, { dtype: stored, shape, data }] of Object.entries(tensors)) {
    if (stored !== 'F32') continue;
    const floats = new Float32Array(Uint8Array.from(data).buffer);
    const halves = dtype === 'F16' ? new Float16Array(floats) : toBfloat16(floats);
    tensors[name] = { dtype, shape, data: new Uint8Array(halves.buffer) };
  }
  writeSafetensors(join(folder, 'model.safetensors'), tensors);
}

function toBfloat16(floats: Float32Array): Uint16Array {
  // To the nearest, of two as near the even one, as torch does it.
  return Uint16Array.from(new Uint32Array(floats.buffer), (bits) => {
    return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
  });
}

/**
 * Lays a model folder out as the hub's cache has it: `models--org--name` below `cache`, with a
 * snapshot of links into blobs that are named by what they hold. Returns the snapshot's folder.
 */
export function writeHubCache(
  source: string,
  cache: string,
  { repository, revision, ref }: { repository: string; revision: string; ref?: string },
): string {
  const top = join(cache, `models--${repository.replace('/', '--')}`);
  const snapshot = join(top, 'snapshots', revision);
  mkdirSync(join(top, 'blobs'), { recursive: true });
  mkdirSync(snapshot, { recursive: true });
  for (const name of readdirSync(source)) {
    const bytes = readFileSync(join(source, name));
    const blob = blobName(name, bytes);
    writeFileSync(join(top, 'blobs', blob), bytes);
    symlinkSync(join('..', '..', 'blobs', blob), join(snapshot, name));
  }
  if (ref !== undefined) {
    mkdirSync(join(top, 'refs'), { recursive: true });
    writeFileSync(join(top, 'refs', ref), revision);
  }
  return snapshot;
}

/** Large files go by their sha256, the others by git's own hash. */
export function blobName(name: string, bytes: Buffer): string {
  return name.endsWith('.safetensors')
    ? createHash('sha256').update(bytes).digest('hex')
    : createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function copyAllBut(source: string, folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(source)) {
    if (file === name || !statSync(join(source, file)).isFile()) continue;
    copyFileSync(join(source, file), join(folder, file));
  }
}
