/** The few instructions of Python's pickle, protocol 2, that a state dict is written with. */

/** A name, as the unpickler of Python will look it up. */
export interface Global {
  readonly module: string;
  readonly name: string;
}

export class PickleWriter {
  readonly #parts: Buffer[] = [Buffer.of(0x80, 2)];

  global({ module, name }: Global): this {
    return this.#add(Buffer.from(`c${module}\n${name}\n`));
  }

  text(value: string): this {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return this.#add(Buffer.of(0x58), length, bytes);
  }

  /** Of 31 bits. */
  integer(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return this.#add(Buffer.of(0x4a), bytes);
  }

  no(): this {
    return this.#add(Buffer.of(0x89));
  }

  /** Of what `fill` writes. */
  tuple(fill: () => void): this {
    this.#add(Buffer.of(0x28));
    fill();
    return this.#add(Buffer.of(0x74));
  }

  integers(values: readonly number[]): this {
    return this.tuple(() => {
      for (const value of values) this.integer(value);
    });
  }

  /** Calls what was written before the last tuple with it. */
  reduce(): this {
    return this.#add(Buffer.of(0x52));
  }

  /** What was written last stands for something outside the pickle. */
  persistent(): this {
    return this.#add(Buffer.of(0x51));
  }

  /** Keys and values in turn, into the dictionary that was written last. */
  items(fill: () => void): this {
    this.#add(Buffer.of(0x28));
    fill();
    return this.#add(Buffer.of(0x75));
  }

  end(): Buffer {
    return Buffer.concat([...this.#parts, Buffer.of(0x2e)]);
  }

  #add(...parts: Buffer[]): this {
    this.#parts.push(...parts);
    return this;
  }
}
