/**
 * State dicts as `torch.save` writes them since PyTorch 1.6: a zip archive with a pickle, which holds names and shapes, and
 * one member for each tensor's elements. Nothing of the pickle is run.
 */
import { type A2pdError, expectationError } from '@a2pd/core';
import { elementBytes, type HostTensors, readElements } from '@a2pd/tensor';
import { isFloat } from '../float-types.js';
import { Meaning, mostPickleBytes, type PickleMap, type PickleValue, unpickle } from '../pickle/unpickle.js';
import { looksLikeZip, openZip, type ZipArchive } from '../zip/read-zip.js';
import { storageTypes } from './storage-types.js';
import { contiguous, PlacedTensor, requirePlaced, Storage } from './tensor.js';

const pickleFile = 'data.pkl';
/** Of all tensors together, and of all stores that they are parts of. */
const mostElements = 1 << 26;

/**
 * The tensors of floats, by name, as float32; what else is in the file is left there.
 * @throws A2pdError CORRUPT_ARTEFACT for a damaged file, INCOMPATIBLE_ARTEFACT for one that is no state dict, is of an older
 * PyTorch, or would call anything.
 */
export async function readStateDict(bytes: Uint8Array): Promise<HostTensors> {
  requireCurrent(bytes);
  const zip = await openZip(bytes);
  const folder = folderOf(zip);
  await requireLittleEndian(zip, folder);
  const pickle = await zip.read(`${folder}${pickleFile}`, mostPickleBytes);
  const placed = tensorsIn(unpickle(pickle, { meanings, persistent: storageOf }));
  const elements = { ofTensors: 0, ofStores: 0 };
  const count = (what: keyof typeof elements, more: number, name: string) => {
    elements[what] += more;
    if (elements[what] <= mostElements) return;
    throw unfit(`at most ${mostElements} elements in all`, `more, with ${name}`);
  };
  const tensors: [string, HostTensors[string]][] = [];
  const stores = new Map<string, ReturnType<typeof readElements>>();
  for (const [name, tensor] of placed) {
    const { key, type, length } = tensor.storage;
    if (!isFloat(type)) continue;
    requirePlaced(name, tensor);
    count('ofTensors', tensor.size, name);
    const store = `${type} ${length} ${key}`;
    if (!stores.has(store)) {
      // Many tensors may be parts of one store, which is read once.
      count('ofStores', length, name);
      const numBytes = length * elementBytes(type);
      const bytes = await zip.read(`${folder}data/${key}`, numBytes);
      if (bytes.length !== numBytes) throw corrupt(`${numBytes} bytes of ${name}`, bytes.length);
      stores.set(store, readElements({ type, shape: [length], bytes }));
    }
    tensors.push([name, contiguous(tensor, stores.get(store)!)]);
  }
  return Object.fromEntries(tensors);
}

/** What a file begins with says what it is. */
function requireCurrent(bytes: Uint8Array): void {
  if (looksLikeZip(bytes)) return;
  const remedy = 'load it with PyTorch and save it again: torch.save(torch.load(file), file)';
  if (bytes[0] === 0x80 || Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar') {
    const received = bytes[0] === 0x80 ? 'a bare pickle, as before 1.6' : 'a tar archive, as before 0.1.10';
    throw expectationError('INCOMPATIBLE_ARTEFACT', 'a file of PyTorch 1.6 or later', received, remedy);
  }
  const received = bytes.length === 0 ? 'an empty file' : 'something else';
  throw corrupt('the zip archive of torch.save', received);
}

/** Archives have one folder around all members, of any name. */
function folderOf({ names }: ZipArchive): string {
  const found = names.filter((name) => name === pickleFile || name.endsWith(`/${pickleFile}`));
  const [pickle] = found;
  if (pickle === undefined || found.length > 1) throw unfit(`one member ${pickleFile}`, names);
  const folder = pickle.slice(0, -pickleFile.length);
  if (names.includes(`${folder}constants.pkl`)) {
    const remedy = 'save the weights alone: torch.save(torch.jit.load(file).state_dict(), other)';
    throw expectationError('INCOMPATIBLE_ARTEFACT', 'a state dict', 'a TorchScript program', remedy);
  }
  return folder;
}

async function requireLittleEndian(zip: ZipArchive, folder: string): Promise<void> {
  const member = `${folder}byteorder`;
  if (!zip.names.includes(member)) return;
  const order = (await zip.read(member, 16)).toString('latin1');
  if (order !== 'little') throw unfit('little-endian elements', order);
}

/** All that a state dict names: how PyTorch makes tensors of what is stored, and the types of stores. */
const meanings: ReadonlyMap<string, Meaning> = new Map(
  [
    new Meaning('collections.OrderedDict', ([pairs = []]) => orderedDict(pairs)),
    new Meaning('torch._utils._rebuild_tensor_v2', ([storage, offset, shape, strides]) =>
      PlacedTensor.of(storage, offset, shape, strides),
    ),
    new Meaning('torch._utils._rebuild_parameter', ([data]) => {
      if (data instanceof PlacedTensor) return data;
      throw corrupt('parameters that are tensors', data);
    }),
    ...Object.keys(storageTypes).map((name) => new Meaning(`torch.${name}`)),
  ].map((meaning) => [meaning.name, meaning]),
);

function orderedDict(pairs: PickleValue): PickleMap {
  const arePairs = Array.isArray(pairs) && pairs.every((pair) => Array.isArray(pair) && pair.length === 2);
  if (!arePairs) throw corrupt('dictionaries of pairs', pairs);
  return new Map(pairs as [string, PickleValue][]);
}

/** ('storage', its type, its key, where it was, how many elements it has). */
function storageOf(id: PickleValue): Storage {
  const [kind, type, key, , length] = Array.isArray(id) ? (id as PickleValue[]) : [];
  const element = type instanceof Meaning ? storageTypes[type.name.replace('torch.', '')] : undefined;
  if (kind !== 'storage' || element === undefined || typeof key !== 'string' || !/^[\w.-]{1,100}$/.test(key)) {
    throw corrupt('stores of tensors', id);
  }
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) throw corrupt('lengths', length);
  return new Storage(key, element, length);
}

/** Of the dictionary itself, or of the only dictionary in it that has any: checkpoints keep theirs beside other things. */
function tensorsIn(value: PickleValue): [name: string, tensor: PlacedTensor][] {
  const own = tensorsOf(value);
  if (own.length > 0) return own;
  const nested = value instanceof Map ? [...value.values()].map(tensorsOf).filter(({ length }) => length > 0) : [];
  if (nested.length === 1) return nested[0]!;
  throw unfit('one dictionary of tensors', nested.length === 0 ? 'none' : `${nested.length} of them`);
}

function tensorsOf(value: PickleValue): [string, PlacedTensor][] {
  if (!(value instanceof Map)) return [];
  return [...value].flatMap(([name, tensor]): [string, PlacedTensor][] =>
    tensor instanceof PlacedTensor ? [[String(name), tensor]] : [],
  );
}

function unfit(expected: string, received: unknown): A2pdError {
  const remedy = 'save a state dict alone: torch.save(network.state_dict(), file)';
  return expectationError('INCOMPATIBLE_ARTEFACT', `a file of torch.save with ${expected}`, received, remedy);
}

function corrupt(expected: string, received: unknown): A2pdError {
  const remedy = 'restore the file from a copy or save it again';
  return expectationError('CORRUPT_ARTEFACT', `a file of torch.save with ${expected}`, received, remedy);
}
