/** What both sides of a bench compute with, whatever the machine has more of. */

/** As many as the processors that the benches' pages were measured on. */
export const numThreads = 2;
export const device = 'cpu';

const threads = String(numThreads);

/** For a peer's process: OpenMP and MKL heed these when they load. */
export const peerLimits = { OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads, CUDA_VISIBLE_DEVICES: '-1' };

/** For this process, before it loads TensorFlow. */
export const ownLimits = {
  TF_NUM_INTRAOP_THREADS: threads,
  TF_NUM_INTEROP_THREADS: threads,
  CUDA_VISIBLE_DEVICES: '-1',
};
