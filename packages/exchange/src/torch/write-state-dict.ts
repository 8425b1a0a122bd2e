/** A state dict as `torch.save` writes it, which `torch.load(file, weights_only=True)` reads. */
import { type HostTensor, type HostTensors, writeElements } from '@a2pd/tensor';
import { PickleWriter } from '../pickle/pickle.js';
import { rowMajorStrides } from '../strided.js';
import { writeZip } from '../zip/write-zip.js';

const orderedDict = { module: 'collections', name: 'OrderedDict' };
const rebuildTensor = { module: 'torch._utils', name: '_rebuild_tensor_v2' };
const floatStorage = { module: 'torch', name: 'FloatStorage' };

/**
 * @param tensors Of float32, in the order in which they will be listed.
 * @param comment Words for whoever looks at the archive.
 */
export async function writeStateDict(tensors: HostTensors, comment?: string): Promise<Buffer> {
  const entries = Object.entries(tensors);
  const stores = entries.map(([, { data }], key) => [
    `archive/data/${key}`,
    writeElements('F32', data as Float32Array<ArrayBuffer>),
  ]);
  const members = {
    'archive/data.pkl': pickleOf(entries),
    'archive/byteorder': 'little',
    ...Object.fromEntries(stores),
    'archive/version': '3\n',
  };
  return writeZip(members, comment);
}

function pickleOf(entries: readonly (readonly [string, HostTensor])[]): Buffer {
  const pickle = new PickleWriter();
  const emptyDict = () =>
    pickle
      .global(orderedDict)
      .tuple(() => {})
      .reduce();
  emptyDict().items(() => {
    for (const [key, [name, { shape, data }]] of entries.entries()) {
      pickle
        .text(name)
        .global(rebuildTensor)
        .tuple(() => {
          pickle
            .tuple(() => {
              pickle.text('storage').global(floatStorage).text(String(key)).text('cpu').integer(data.length);
            })
            .persistent()
            .integer(0)
            .integers(shape)
            .integers(rowMajorStrides(shape))
            .no();
          emptyDict();
        })
        .reduce();
    }
  });
  return pickle.end();
}
