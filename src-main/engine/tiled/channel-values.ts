import { defined } from '../../contract/index.ts';
import { activations, readAxes, type GraphTracksOutput } from '../../model/index.ts';

/** What an output says of a tile: the values of a channel, `[bins]`. */
export type ChannelValues = (channel: number) => Float32Array;

/** How an output of a tile came; undefined where it has not the axes of its layout. */
export function outputSizes(
  { layout }: Pick<GraphTracksOutput, 'layout'>,
  dims: readonly number[],
): { readonly bins: number; readonly channels: number } | undefined {
  const axes = readAxes(layout).slice(1);
  const size = (axis: string) => dims[axes.indexOf(axis)] ?? 1;
  const isAlike =
    dims.length === axes.length && axes.every((axis, i) => axis !== '1' || dims[i] === 1);
  return isAlike ? { bins: size('bins'), channels: size('tracks') } : undefined;
}

/**
 * The values of each channel, with the output's activation. `count`: the totals of a profile, one for all
 * channels or one each.
 */
export function channelValues(
  output: GraphTracksOutput,
  data: Float32Array,
  { bins, channels }: { readonly bins: number; readonly channels: number },
  count: Float32Array | undefined,
): ChannelValues {
  const axes = readAxes(output.layout);
  const byBin = axes.indexOf('bins') < axes.indexOf('tracks');
  const at = (bin: number, channel: number) =>
    defined(data[byBin ? bin * channels + channel : channel * bins + bin]);
  const { activation } = output;
  if (activation === 'softmax') {
    const [max, sum] = softmaxOf(bins, (bin) =>
      Array.from({ length: channels }, (_, c) => at(bin, c)),
    );
    return (channel) =>
      Float32Array.from(
        { length: bins },
        (_, bin) => Math.exp(at(bin, channel) - max[bin]!) / sum[bin]!,
      );
  }
  if (activation === 'profile') return profileValues(output, { bins, channels, at }, count);
  const activate = activation === 'exp' ? Math.exp : activations[activation];
  return (channel) => Float32Array.from({ length: bins }, (_, bin) => activate(at(bin, channel)));
}

function profileValues(
  { count: form }: GraphTracksOutput,
  {
    bins,
    channels,
    at,
  }: {
    readonly bins: number;
    readonly channels: number;
    readonly at: (bin: number, channel: number) => number;
  },
  counts: Float32Array | undefined,
): ChannelValues {
  if (form === undefined || counts === undefined) throw new Error('A profile needs its count.');
  const column = (channel: number) => Array.from({ length: bins }, (_, bin) => at(bin, channel));
  const isJoint = form.over === 'all';
  const [max, sum] = softmaxOf(isJoint ? 1 : channels, (channel) =>
    isJoint ? Array.from({ length: channels }, (_, c) => column(c)).flat() : column(channel),
  );
  const activate = { exp: Math.exp, expm1: Math.expm1, ...activations }[form.activation];
  return (channel) => {
    const total = activate(defined(counts[counts.length === 1 ? 0 : channel]));
    const group = isJoint ? 0 : channel;
    return Float32Array.from(
      { length: bins },
      (_, bin) => (Math.exp(at(bin, channel) - max[group]!) / sum[group]!) * total,
    );
  };
}

/** The largest value of each group, and the sum of exponentials with it taken off. */
function softmaxOf(
  groups: number,
  valuesOf: (group: number) => readonly number[],
): [Float64Array, Float64Array] {
  const [max, sum] = [new Float64Array(groups), new Float64Array(groups)];
  for (let group = 0; group < groups; group++) {
    const values = valuesOf(group);
    max[group] = values.reduce((a, b) => Math.max(a, b), -Infinity);
    sum[group] = values.reduce((total, value) => total + Math.exp(value - max[group]!), 0);
  }
  return [max, sum];
}
