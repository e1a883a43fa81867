/**
 * What an error says: the last sentence of its first line. What stands before it is where in ONNX Runtime it arose,
 * and the folder of the library that it could not load, whose name the loader says again.
 */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = ''] = text.split('\n');
  return line
    .replace(/^.* was false\. /, '')
    .replace(/^.*\[ONNXRuntimeError\] : \d+ : \w+ : /, '')
    .replace(/^Failed to load library .* with error: (?:.*\/)?/, '')
    .trim()
    .slice(0, 200);
}
