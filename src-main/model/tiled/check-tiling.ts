import { likelihoodIds } from '../outputs/index.ts';
import { readAxes, type GraphManifest } from './manifest.ts';
import { tileBin, tileCentre } from './shape.ts';

/** What numbers of a manifest do not go together, each with the values found; none where all do. */
export function tilingFaults(manifest: GraphManifest): string[] {
  const { tiling, input, outputs, reverseComplement } = manifest;
  const { length, shortest = length, multipleOf = 1 } = tiling;
  const centre = tileCentre(manifest);
  const bin = tileBin(manifest);
  const faults: string[] = [];
  const expect = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  expect(shortest <= length, `tiling.shortest: found ${shortest}, the longest is ${length}`);
  expect(
    length % multipleOf === 0,
    `tiling.length: found ${length}, expected a multiple of multipleOf, ${multipleOf}`,
  );
  expect(
    shortest % multipleOf === 0,
    `tiling.shortest: found ${shortest}, expected a multiple of multipleOf, ${multipleOf}`,
  );
  expect(
    centre <= length && (length - centre) % 2 === 0,
    `tiling.centre: found ${centre}, expected as much on either side of it in ${length} bp`,
  );
  expect(
    centre > 0 && centre % bin === 0,
    `tiling.centre: found ${centre}, expected a multiple of ${bin}, the widest bin`,
  );
  for (const [i, output] of outputs.entries()) {
    if (output.kind === 'lm') {
      expect(input.kind === 'tokens', `outputs.${i}: an lm output needs input.kind "tokens"`);
      expect(
        reverseComplement === undefined || reverseComplement === 'average',
        `reverseComplement: found ${reverseComplement}; an lm output takes "average"`,
      );
      continue;
    }
    const swapped = output.tracks.find(({ swap }) => swap !== undefined);
    expect(
      swapped === undefined || reverseComplement === 'average' || reverseComplement === 'max',
      `outputs.${i}: track "${swapped?.id}" has a swap, which needs reverseComplement "average" or "max"`,
    );
    expect(
      readAxes(output.layout).includes('tracks') ||
        output.tracks.every(({ channel }) => channel === 0),
      `outputs.${i}: layout ${output.layout} has one track, found ${output.tracks.length}`,
    );
    expect(
      readAxes(output.layout).includes('bins') || tiling.centre !== undefined,
      `outputs.${i}: one value a tile is that of tiling.centre, which is missing`,
    );
    expect(
      readAxes(output.layout).includes('bins') || tiling.shortest === undefined,
      `outputs.${i}: one value a tile needs tiles of one length, without tiling.shortest`,
    );
    const { crop = 0 } = output;
    const inner = length - 2 * crop;
    expect(
      inner > 0 && inner % output.bin === 0,
      `outputs.${i}: ${length} bp without twice the crop of ${crop} are not a whole number of bins of ${output.bin}`,
    );
    expect(bin % output.bin === 0, `outputs.${i}.bin: found ${output.bin}, no divisor of ${bin}`);
    const margin = (length - centre) / 2;
    expect(
      margin >= crop && (margin - crop) % output.bin === 0,
      `tiling.centre: found ${centre}; the ${margin} bp on either side of it must be the crop of ` +
        `${crop} and whole bins of ${output.bin}`,
    );
    expect(
      ((shortest - 2 * crop) % output.bin === 0 && multipleOf % output.bin === 0) ||
        tiling.shortest === undefined,
      `outputs.${i}: tiles of ${shortest} bp and more, in steps of ${multipleOf}, must leave whole bins of ${output.bin}`,
    );
  }
  const lms = outputs.filter(({ kind }) => kind === 'lm');
  expect(lms.length < 2, `outputs: found ${lms.length} of kind "lm", expected one at most`);
  const ids = outputs.flatMap((output): readonly string[] =>
    output.kind === 'tracks' ? output.tracks.map(({ id }) => id) : likelihoodIds,
  );
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  expect(twice === undefined, `outputs: two tracks have the id "${twice}"`);
  expect(
    input.kind === 'tokens' || !manifest.constants?.some(({ shape }) => shape === 'tokens'),
    'constants: the shape "tokens" needs input.kind "tokens"',
  );
  return faults;
}
