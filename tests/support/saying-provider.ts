import type { Provider } from '../../src-main/contract/index.ts';
import type { StartComputeProcess } from '../../src-main/engine/index.ts';
import { sharedComputeProcess } from './shared-compute-process.ts';

/** A compute process that says of itself that it is another provider, whatever it was asked for. */
export function sayingProvider(provider: Provider): StartComputeProcess {
  return () => {
    const child = sharedComputeProcess();
    return {
      ...child,
      send(request) {
        const job = 'job' in request ? { job: { ...request.job, provider: 'cpu' } } : {};
        child.send({ ...request, ...job } as typeof request);
      },
      onReply: (listener) =>
        child.onReply((reply) => listener(reply.kind === 'begun' ? { ...reply, provider } : reply)),
    };
  };
}
