/**
 * Chooses where a model computes, as if the GPU in software were one of silicon: `choose-place.ts
 * MODEL GRAPHS`. Prints what was chosen, as JSON.
 */
import { choosePlace } from '../../src-main/engine/recurrent/scans/choose-place.ts';
import {
  identifyModel,
  isGraph,
  openNetwork,
  readModelPackage,
} from '../../src-main/model/index.ts';
import { probeProvider } from '../../src-main/model/probing/probe.ts';

const [folder, graphs] = process.argv.slice(2) as [string, string];
const model = readModelPackage(folder);
if (isGraph(model)) throw new Error('a network is needed');
const { network } = openNetwork(model);
const modelHash = (await identifyModel(model)).hash;
const job = { provider: 'auto', graphs, modelHash, threads: 1 } as const;
const tools = {
  probe: probeProvider,
  adapters: () => Promise.resolve([{ name: 'a card', driver: '', isSoftware: false }]),
};
const { chosen } = await choosePlace(model, network, job, () => Promise.resolve(), { tools });
process.stdout.write(JSON.stringify(chosen), () => process.exit(0));
