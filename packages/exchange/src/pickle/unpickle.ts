/**
 * Python's pickles, of which only data are read. A pickle is a program for a stack machine, and two of its instructions call
 * whatever it names. Here a name means something only if the caller gave it a meaning, and everything else is refused by name.
 */
import { type A2pdError, expectationError, visibleWord } from '@a2pd/core';

/** Tuples and lists are arrays, dictionaries maps. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Meaning
  | readonly PickleValue[]
  | PickleMap
  | object;
export type PickleMap = Map<string | number | boolean, PickleValue>;

/** What a name in a pickle stands for, where it stands for anything. */
export class Meaning {
  /** With the module before it, e.g. "collections.OrderedDict". */
  readonly name: string;
  readonly #call: ((args: readonly PickleValue[]) => PickleValue) | undefined;

  /** @param call What a pickle may make by it; a name without may only be mentioned. */
  constructor(name: string, call?: (args: readonly PickleValue[]) => PickleValue) {
    this.name = name;
    this.#call = call;
  }

  call(args: readonly PickleValue[]): PickleValue {
    if (this.#call === undefined) throw refused(`a call of ${this.name}`);
    return this.#call(args);
  }
}

export interface PickleReader {
  /** By name. */
  readonly meanings: ReadonlyMap<string, Meaning>;
  /** What stands for something kept outside the pickle. */
  readonly persistent: (id: PickleValue) => PickleValue;
}

/** A state dict's takes some kilobytes. */
export const mostPickleBytes = 1 << 24;

/**
 * The value of a pickle of protocol 2 to 5.
 * @throws A2pdError CORRUPT_ARTEFACT for what is no sound pickle, INCOMPATIBLE_ARTEFACT for one that names what has no meaning
 * here, or does more than hold data.
 */
export function unpickle(bytes: Uint8Array, reader: PickleReader): PickleValue {
  if (bytes.byteLength > mostPickleBytes) throw corrupt(`at most ${mostPickleBytes} bytes`, bytes.byteLength);
  return new Machine(bytes, reader).run();
}

/** Where an instruction collects from. */
const mark = Symbol('mark');
type Slot = PickleValue | typeof mark;

/** Instructions that put a value on the stack, by their codes; the names are those of Python's pickletools. */
const values: Readonly<Record<number, (machine: Machine) => PickleValue>> = {
  /* NONE */ 78: () => null,
  /* NEWTRUE */ 136: () => true,
  /* NEWFALSE */ 137: () => false,
  /* BININT */ 74: (machine) => machine.take(4).readInt32LE(),
  /* BININT1 */ 75: (machine) => machine.takeByte(),
  /* BININT2 */ 77: (machine) => machine.take(2).readUInt16LE(),
  /* LONG1 */ 138: (machine) => wholeNumber(machine.take(machine.takeByte())),
  /* BINFLOAT */ 71: (machine) => machine.take(8).readDoubleBE(),
  /* BINUNICODE */ 88: (machine) => machine.take(machine.takeLength()).toString('utf8'),
  /* SHORT_BINUNICODE */ 140: (machine) => machine.take(machine.takeByte()).toString('utf8'),
  /* BINSTRING */ 84: (machine) => machine.take(machine.takeLength()).toString('latin1'),
  /* SHORT_BINSTRING */ 85: (machine) => machine.take(machine.takeByte()).toString('latin1'),
  /* BINBYTES */ 66: (machine) => machine.take(machine.takeLength()),
  /* SHORT_BINBYTES */ 67: (machine) => machine.take(machine.takeByte()),
  /* EMPTY_TUPLE */ 41: () => [],
  /* EMPTY_LIST */ 93: () => [],
  /* EMPTY_DICT */ 125: () => new Map(),
  /* TUPLE */ 116: (machine) => machine.popToMark(),
  /* TUPLE1 */ 133: (machine) => machine.popMany(1),
  /* TUPLE2 */ 134: (machine) => machine.popMany(2),
  /* TUPLE3 */ 135: (machine) => machine.popMany(3),
  /* BINGET */ 104: (machine) => machine.remembered(machine.takeByte()),
  /* LONG_BINGET */ 106: (machine) => machine.remembered(machine.takeLength()),
  /* GLOBAL */ 99: (machine) => machine.meaningOf(machine.takeLine(), machine.takeLine()),
  /* STACK_GLOBAL */ 147: (machine) => {
    const [module = null, name = null] = machine.popMany(2);
    return machine.meaningOf(module, name);
  },
  /* REDUCE */ 82: (machine) => {
    const [callee = null, args] = machine.popMany(2);
    if (callee instanceof Meaning && Array.isArray(args)) return callee.call(args);
    throw corrupt('calls of names', callee);
  },
  /* BINPERSID */ 81: (machine) => machine.persistent(machine.pop()),
};

/** Instructions that do something else. */
const effects: Readonly<Record<number, (machine: Machine) => void>> = {
  /* PROTO */ 128: (machine) => {
    const protocol = machine.takeByte();
    if (protocol < 2 || protocol > 5) throw corrupt('protocol 2 to 5', protocol);
  },
  /* FRAME */ 149: (machine) => machine.take(8),
  /* MARK */ 40: (machine) => machine.stack.push(mark),
  /* APPEND */ 97: (machine) => machine.append([machine.pop()]),
  /* APPENDS */ 101: (machine) => machine.append(machine.popToMark()),
  /* SETITEM */ 115: (machine) => machine.setItems(machine.popMany(2)),
  /* SETITEMS */ 117: (machine) => machine.setItems(machine.popToMark()),
  /* BINPUT */ 113: (machine) => machine.remember(machine.takeByte()),
  /* LONG_BINPUT */ 114: (machine) => machine.remember(machine.takeLength()),
  /* MEMOIZE */ 148: (machine) => machine.remember(),
  // Attributes of a dictionary, as PyTorch puts on a state dict, hold nothing that is needed.
  /* BUILD */ 98: (machine) => {
    const state = machine.pop();
    if (!(machine.top() instanceof Map) || !(state instanceof Map)) throw refused('an object with a state of its own');
  },
};

const stop = 46;

class Machine {
  readonly stack: Slot[] = [];
  readonly #bytes: Buffer;
  readonly #reader: PickleReader;
  readonly #memo = new Map<number, PickleValue>();
  #position = 0;

  constructor(bytes: Uint8Array, reader: PickleReader) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#reader = reader;
  }

  run(): PickleValue {
    for (let code = this.takeByte(); code !== stop; code = this.takeByte()) {
      const value = values[code];
      const effect = effects[code];
      if (value) this.stack.push(value(this));
      else if (effect) effect(this);
      else throw refused(`the instruction ${code}`);
    }
    return this.pop();
  }

  take(count: number): Buffer {
    const end = this.#position + count;
    if (end > this.#bytes.length) throw corrupt('an end', `${this.#bytes.length} bytes without one`);
    const taken = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }

  takeByte(): number {
    return this.take(1)[0]!;
  }

  takeLength(): number {
    return this.take(4).readUInt32LE();
  }

  takeLine(): string {
    const end = this.#bytes.indexOf(10, this.#position);
    if (end === -1) throw corrupt('an end', 'a line without one');
    const line = this.take(end - this.#position).toString('utf8');
    this.take(1);
    return line;
  }

  pop(): PickleValue {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  popToMark(): PickleValue[] {
    const from = this.stack.lastIndexOf(mark);
    if (from === -1) throw corrupt('a mark on its stack', 'none');
    return this.stack.splice(from).slice(1) as PickleValue[];
  }

  top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined || value === mark) throw corrupt('a value on its stack', 'none');
    return value as PickleValue;
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw corrupt('a list to append to', list);
    for (const item of items) list.push(item);
  }

  setItems(items: readonly PickleValue[]): void {
    const map = this.top();
    if (!(map instanceof Map) || items.length % 2 !== 0) throw corrupt('a dictionary and its pairs', map);
    for (let i = 0; i < items.length; i += 2) map.set(keyOf(items[i]!), items[i + 1]!);
  }

  remember(index = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  remembered(index: number): PickleValue {
    const value = this.#memo.get(index);
    if (value === undefined) throw corrupt(`something remembered as ${index}`, 'nothing');
    return value;
  }

  meaningOf(module: PickleValue, name: PickleValue): Meaning {
    if (typeof module !== 'string' || typeof name !== 'string') throw corrupt('names that are text', name);
    const meaning = this.#reader.meanings.get(`${module}.${name}`);
    if (meaning === undefined) throw refused(visibleWord(`${module}.${name}`.slice(0, 200)));
    return meaning;
  }

  persistent(id: PickleValue): PickleValue {
    return this.#reader.persistent(id);
  }
}

/** Little endian in two's complement; beyond 2^53 it stays a bigint. */
function wholeNumber(bytes: Buffer): number | bigint {
  const magnitude = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const value = BigInt.asIntN(8 * bytes.length, magnitude);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function keyOf(key: PickleValue): string | number | boolean {
  if (typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean') return key;
  throw corrupt('plain keys', key);
}

/** A sound pickle, and not for us. */
function refused(received: string): A2pdError {
  const remedy = 'nothing of it was run; save the state dict alone, torch.save(network.state_dict(), file)';
  const expected = 'a pickle of tensors, numbers and plain containers';
  return expectationError('INCOMPATIBLE_ARTEFACT', expected, received, remedy);
}

function corrupt(expected: string, received: unknown): A2pdError {
  const remedy = 'restore the file from a copy or save it again';
  return expectationError('CORRUPT_ARTEFACT', `a pickle with ${expected}`, received, remedy);
}
