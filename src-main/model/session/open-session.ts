import { CountedSession } from './counted-session.ts';
import type { GraphSession, SessionOptions } from './graph-session.ts';
import { RunnerSession, runnerHas } from './runner-session.ts';
import { soundRunner } from './sound-runner.ts';

/**
 * Opens a graph: by the native runner where it is there, is right and knows the provider, else by the
 * binding of `onnxruntime-node`, which is loaded only then.
 */
export async function openSession(
  graph: string | Uint8Array,
  options: SessionOptions,
): Promise<GraphSession> {
  const session = await openUncounted(graph, options);
  // What a job does on the CPU, once its GPU has failed, crosses no bus.
  const isCounted = options.traffic && options.provider !== 'cpu';
  return isCounted ? new CountedSession(session, options.traffic) : session;
}

async function openUncounted(
  graph: string | Uint8Array,
  options: SessionOptions,
): Promise<GraphSession> {
  const { runner } = runnerHas(options.provider) ? await soundRunner() : {};
  if (runner) return RunnerSession.open(runner, graph, options);
  const { BindingSession } = await import('./binding-session.ts');
  return BindingSession.open(graph, options);
}
