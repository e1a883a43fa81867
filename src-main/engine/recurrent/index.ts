/** Networks with state, of which each chunk begins where the one before ended. */
export { recurrentModel } from './recurrent-model.ts';
