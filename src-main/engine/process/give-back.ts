/**
 * Gives back the memory of an array that is not read any more, where nothing else lies in it; the array is empty from
 * then on. What is left to the garbage collector comes back late, so that each new array is of memory that was never
 * touched, and the system takes longer to give that than a copy of it takes.
 */
export function giveBack({ buffer, byteLength }: Float32Array | Uint8Array): void {
  const isWhole = byteLength === buffer.byteLength && byteLength > 0;
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
