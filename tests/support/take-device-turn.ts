/** `take-device-turn.ts DEVICE [ADDRESS]`: takes its turn on a device, says so, and keeps it. */
import { takeTurn } from '../../src-main/engine/provider/device-turn.ts';

const [device = '', address] = process.argv.slice(2);
await takeTurn(device, () => undefined, { address });
process.send?.('taken');
setInterval(() => undefined, 1000);
