import {
  packedWidth,
  readsForward,
  Traffic,
  type DirectionalScan,
  type NetworkShape,
} from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import { scansOf } from '../pass.ts';
import { smallState } from './arrivals.ts';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

function stateFloats({ states }: Pick<DirectionalScan, 'states'>): number {
  return sum(states.map(({ shape }) => shape.reduce((a, b) => a * b, 1)));
}

/** Of what tells that a scan is done. */
function arrivedFloats(scan: DirectionalScan): number {
  return stateFloats({ states: [smallState(scan)] });
}

/** What the head says of each token: logits and tracks, without hidden states. */
function headFloats({ vocabSize, tracks }: NetworkShape): number {
  return vocabSize + tracks;
}

/** What a pass carries over the bus whose tensors lie in the host's memory. */
export function hostTraffic(network: NetworkShape, plan: ChunkPlan): Traffic {
  const { strands, d, forwardPartialWidth } = network;
  const traffic = new Traffic();
  for (const layer of network.layers) {
    for (const scan of scansOf(layer, plan)) {
      const states = strands * plan.count * stateFloats(scan);
      const partialIn = scan.readsForwardPartial ? forwardPartialWidth : 0;
      const out = scan.writes === 'partial' ? forwardPartialWidth : d;
      const tokens = strands * plan.length;
      traffic.calls += strands * plan.count;
      traffic.bytesIn += 4 * (tokens * (d + partialIn + scan.starts.length) + states);
      traffic.bytesOut += 4 * (tokens * out + states);
    }
  }
  traffic.calls += plan.count;
  traffic.bytesIn += 4 * plan.length * strands * d;
  traffic.bytesOut += 4 * plan.length * headFloats(network);
  return traffic;
}

/**
 * The same of a pass whose tensors stay on the device, but for what is brought home within a scan of those that take
 * long; see `Arrivals`.
 */
export function residentTraffic(network: NetworkShape, plan: ChunkPlan): Traffic {
  return readsForward(network) ? forwardTraffic(network, plan) : layerwiseTraffic(network, plan);
}

function forwardTraffic(network: NetworkShape, { length, count }: ChunkPlan): Traffic {
  const traffic = new Traffic();
  const states = packedWidth(network);
  traffic.calls = count;
  // Ids, the mark of the start, and the states that are zero at first.
  traffic.bytesIn = 4 * (length + count + states);
  traffic.bytesOut = 4 * (length * headFloats(network) + count * states);
  return traffic;
}

function layerwiseTraffic(network: NetworkShape, plan: ChunkPlan): Traffic {
  const { strands } = network;
  const traffic = new Traffic();
  const scans = network.layers.flatMap((layer) => scansOf(layer, plan));
  const marks = sum(scans.map(({ starts }) => starts.length));
  const [headCalls, spans] = strands === 2 ? [2, 2] : [1, 0];
  traffic.calls = plan.count * (1 + scans.length + headCalls) + scans.length;
  traffic.bytesIn =
    4 *
    (strands * plan.length * (1 + marks) +
      strands * sum(scans.map(stateFloats)) +
      plan.count * spans);
  traffic.bytesOut =
    4 * (plan.length * headFloats(network) + strands * sum(scans.map(arrivedFloats)));
  return traffic;
}

/** Share of calls and of bytes that stay where tensors do. */
export function trafficShare(resident: Traffic, host: Traffic) {
  const bytes = (traffic: Traffic) => traffic.bytesIn + traffic.bytesOut;
  return {
    calls: resident.calls / host.calls,
    bytes: bytes(resident) / bytes(host),
  };
}
