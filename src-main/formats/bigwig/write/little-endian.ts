/** A buffer of known size that is filled from front to back, little endian. */
export class LittleEndian {
  readonly #bytes: Buffer;
  #end = 0;

  constructor(size: number) {
    this.#bytes = Buffer.alloc(size);
  }

  /** What was written so far; a view, not a copy. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  u8(value: number): this {
    this.#end = this.#bytes.writeUInt8(value, this.#end);
    return this;
  }

  u16(value: number): this {
    this.#end = this.#bytes.writeUInt16LE(value, this.#end);
    return this;
  }

  u32(value: number): this {
    this.#end = this.#bytes.writeUInt32LE(value, this.#end);
    return this;
  }

  u64(value: number): this {
    this.#end = this.#bytes.writeBigUInt64LE(BigInt(value), this.#end);
    return this;
  }

  f32(value: number): this {
    this.#end = this.#bytes.writeFloatLE(value, this.#end);
    return this;
  }

  f64(value: number): this {
    this.#end = this.#bytes.writeDoubleLE(value, this.#end);
    return this;
  }

  /** `text` as UTF-8 in `width` bytes, zeros behind it. */
  text(text: string, width: number): this {
    this.#bytes.write(text, this.#end, 'utf8');
    this.#end += width;
    return this;
  }
}
