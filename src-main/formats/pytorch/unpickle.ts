import { MegabaseError, quoteField } from '../../contract/index.ts';
import { buildTensor } from './build-tensor.ts';
import { damaged, refused } from './faults.ts';
import { buildsParameter, buildsTensor, knownName, orderedDict, torchSize } from './known-names.ts';
import type { PickleBytes } from './pickle-bytes.ts';
import { PickleStack } from './pickle-stack.ts';
import {
  describeValue,
  Name,
  PickledDict,
  PickledList,
  StoredTensor,
  type Storage,
  type PickledValue,
} from './values.ts';

/** Steps of a pickle; that of a state dict takes some 30 a tensor. Each makes one small object at most. */
const mostSteps = 2 ** 21;

/** Bytes of one whole number; the largest that is written, the legacy format's mark, has 10. */
const mostNumberBytes = 256;

/**
 * Reads one pickle, protocols 2 to 5: `bytes` stand after it then. Nothing of what it names is called:
 * of the few names that a state dict needs, this program makes what they stand for; any other is
 * refused. `persistent` makes a storage of its id. No step calls another, so depth is no matter, and
 * what is read is never walked through, so cycles and shared values are none either.
 *
 * Opcodes: Python, `Lib/pickletools.py`. Errors: `pickle-refused`, `pytorch-format`.
 */
export function unpickle(
  bytes: PickleBytes,
  persistent?: (id: readonly PickledValue[], offset: number) => Storage,
): PickledValue {
  return new Machine(bytes, persistent).run();
}

class Machine {
  readonly #bytes: PickleBytes;
  readonly #persistent: ((id: readonly PickledValue[], offset: number) => Storage) | undefined;
  readonly #stack = new PickleStack((what) => this.#damaged(what));
  /** Of the step that is taken, in the file. */
  #offset = 0;

  constructor(
    bytes: PickleBytes,
    persistent?: (id: readonly PickledValue[], offset: number) => Storage,
  ) {
    this.#bytes = bytes;
    this.#persistent = persistent;
  }

  run(): PickledValue {
    for (let steps = 0; steps < mostSteps; steps++) {
      this.#offset = this.#bytes.offset;
      const opcode = this.#bytes.byte();
      if (opcode === stop) return this.#stack.pop();
      this.#step(opcode);
    }
    throw this.#damaged(`its pickle takes more than ${mostSteps} steps`);
  }

  #step(opcode: number): void {
    const bytes = this.#bytes;
    switch (opcode) {
      case 0x80: // PROTO
        return this.#expectProtocol(bytes.byte());
      case 0x95: // FRAME
        return void bytes.bytes(8);
      case 0x28: // MARK
        return this.#stack.mark();
      case 0x30: // POP
        return void this.#stack.pop();
      case 0x31: // POP_MARK
        return void this.#stack.popMark();
      case 0x71: // BINPUT
        return this.#stack.remember(bytes.byte());
      case 0x72: // LONG_BINPUT
        return this.#stack.remember(bytes.unsigned(4));
      case 0x94: // MEMOIZE
        return this.#stack.remember();
      case 0x52: // REDUCE
      case 0x81: // NEWOBJ
        return this.#build();
      case 0x62: // BUILD
        return this.#takeAttributes();
      case 0x61: // APPEND
        return this.#append([this.#stack.pop()]);
      case 0x65: // APPENDS
        return this.#append(this.#stack.popMark());
      case 0x73: {
        // SETITEM
        const value = this.#stack.pop();
        return this.#setItems([this.#stack.pop(), value]);
      }
      case 0x75: // SETITEMS
        return this.#setItems(this.#stack.popMark());
      default: {
        // First the value, which may close a mark and so put another stack in its place.
        const value = this.#value(opcode);
        this.#stack.push(value);
      }
    }
  }

  /** What a step that only adds to the stack adds. */
  #value(opcode: number): PickledValue {
    const bytes = this.#bytes;
    switch (opcode) {
      case 0x4e: // NONE
        return null;
      case 0x88: // NEWTRUE
        return true;
      case 0x89: // NEWFALSE
        return false;
      case 0x4b: // BININT1
        return bytes.byte();
      case 0x4d: // BININT2
        return bytes.unsigned(2);
      case 0x4a: // BININT
        return bytes.view(4).getInt32(0, true);
      case 0x8a: // LONG1
        return this.#whole(bytes.byte());
      case 0x8b: // LONG4
        return this.#whole(bytes.unsigned(4));
      case 0x47: // BINFLOAT
        return bytes.view(8).getFloat64(0, false);
      case 0x8c: // SHORT_BINUNICODE
      case 0x55: // SHORT_BINSTRING
        return bytes.text(bytes.byte());
      case 0x58: // BINUNICODE
      case 0x54: // BINSTRING
        return bytes.text(bytes.unsigned(4));
      case 0x8d: // BINUNICODE8
        return bytes.text(bytes.unsigned(8));
      case 0x29: // EMPTY_TUPLE
        return [];
      case 0x85: // TUPLE1
        return this.#stack.popSome(1);
      case 0x86: // TUPLE2
        return this.#stack.popSome(2);
      case 0x87: // TUPLE3
        return this.#stack.popSome(3);
      case 0x74: // TUPLE
        return this.#stack.popMark();
      case 0x5d: // EMPTY_LIST
        return new PickledList();
      case 0x7d: // EMPTY_DICT
        return new PickledDict();
      case 0x68: // BINGET
        return this.#stack.recall(bytes.byte());
      case 0x6a: // LONG_BINGET
        return this.#stack.recall(bytes.unsigned(4));
      case 0x63: // GLOBAL
        return this.#name(bytes.line(), bytes.line());
      case 0x69: // INST
        throw this.#refused(quoteName(bytes.line(), bytes.line()));
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#stack.popSome(2);
        if (typeof module === 'string' && typeof name === 'string') return this.#name(module, name);
        throw this.#damaged('a name is not of text');
      }
      case 0x51: // BINPERSID
        return this.#storage(this.#stack.pop());
      default:
        throw this.#refused(`the opcode 0x${opcode.toString(16).padStart(2, '0')}`);
    }
  }

  #expectProtocol(version: number): void {
    if (version >= 2 && version <= 5) return;
    throw this.#damaged(`its pickle has protocol ${version}; 2 to 5 are read`);
  }

  #whole(length: number): number | bigint {
    if (length > mostNumberBytes) throw this.#damaged(`a number has ${length} bytes`);
    const hex = [...this.#bytes.bytes(length)].reverse();
    const unsigned = hex.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    const value = BigInt.asIntN(8 * length, unsigned);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  #name(module: string, name: string): Name {
    const known = knownName(module, name);
    if (known !== undefined) return new Name(known);
    throw this.#refused(quoteName(module, name));
  }

  #storage(id: PickledValue): Storage {
    if (!Array.isArray(id) || this.#persistent === undefined) {
      throw this.#damaged(`a storage is named by ${describeValue(id)}; a tuple was expected`);
    }
    return this.#persistent(id as readonly PickledValue[], this.#offset);
  }

  /** Makes what a name and its arguments stand for. */
  #build(): void {
    const args = this.#stack.pop();
    const of = this.#stack.pop();
    if (!(of instanceof Name) || !Array.isArray(args)) {
      throw this.#damaged(`${describeValue(of)} is called with ${describeValue(args)}`);
    }
    this.#stack.push(this.#meaning(of.name, args as readonly PickledValue[]));
  }

  #meaning(name: string, args: readonly PickledValue[]): PickledValue {
    const [first] = args;
    if (name === orderedDict) return this.#dictOf(first);
    if (buildsTensor(name)) return buildTensor(args, (what) => this.#damaged(what));
    if (buildsParameter(name) && first instanceof StoredTensor) return first;
    if (name === torchSize && Array.isArray(first)) return first as readonly PickledValue[];
    throw this.#damaged(`${name} is called with ${describeValue(args)}`);
  }

  /** Python 2 gave an ordered dict a list of pairs. */
  #dictOf(pairs: PickledValue | undefined): PickledDict {
    const dict = new PickledDict();
    if (pairs === undefined) return dict;
    if (!(pairs instanceof PickledList)) {
      throw this.#damaged(`an ordered dict is made of ${describeValue(pairs)}`);
    }
    for (const pair of pairs.items) {
      const items = pair instanceof PickledList ? pair.items : pair;
      if (!Array.isArray(items) || items.length !== 2) {
        throw this.#damaged(`an ordered dict is made of ${describeValue(pair)}, not of pairs`);
      }
      this.#set(dict, items[0] as PickledValue, items[1] as PickledValue);
    }
    return dict;
  }

  /** Attributes of a state dict, such as the versions of its modules, say nothing of its tensors. */
  #takeAttributes(): void {
    const attributes = this.#stack.pop();
    const of = this.#stack.top();
    if (of instanceof PickledDict && attributes instanceof PickledDict) return;
    throw this.#damaged(`${describeValue(of)} is given attributes by ${describeValue(attributes)}`);
  }

  #append(values: readonly PickledValue[]): void {
    const list = this.#stack.top();
    if (!(list instanceof PickledList)) {
      throw this.#damaged(`${describeValue(list)} is added to; a list was expected`);
    }
    for (const value of values) list.items.push(value);
  }

  #setItems(values: readonly PickledValue[]): void {
    const dict = this.#stack.top();
    if (!(dict instanceof PickledDict) || values.length % 2 !== 0) {
      throw this.#damaged(`${describeValue(dict)} is given ${values.length} keys and values`);
    }
    for (let i = 0; i < values.length; i += 2) {
      this.#set(dict, values[i] ?? null, values[i + 1] ?? null);
    }
  }

  #set(dict: PickledDict, key: PickledValue, value: PickledValue): void {
    if (typeof key === 'object' && key !== null) {
      throw this.#damaged(`a key of a dict is ${describeValue(key)}`);
    }
    dict.entries.set(key, value);
  }

  #damaged(what: string): MegabaseError {
    return damaged(this.#bytes.file.path, this.#offset, what);
  }

  #refused(what: string): MegabaseError {
    return refused(this.#bytes.file.path, this.#offset, what);
  }
}

const stop = 0x2e;

function quoteName(module: string, name: string): string {
  // Both in full as far as a line can show them: what stands at the end tells what it is.
  return [module, name].map((part) => quoteField(part).slice(1, -1)).join('.');
}
