export {
  changeInterval,
  defaultTolerance,
  type EditSettings,
  type EditTools,
} from './change-interval.ts';
export { EditKeeper } from './edit-keeper.ts';
export { baseKey, binOrigins, editKey, keptResult } from './edit-record.ts';
