/** Passes whose tensors stay on a device, from chunk to chunk and from layer to layer. */
export { isDeviceFull } from './device-full.ts';
export { minDeviceTokens, planDevice } from './device-plan.ts';
export { runForwardOnHost } from './run-forward.ts';
export { runResident } from './run-resident.ts';
export { choosePieces } from './scan-pieces.ts';
export { timeResident, timeWidth } from './time-resident.ts';
export { hostTraffic, residentTraffic, trafficShare } from './foresee-traffic.ts';
