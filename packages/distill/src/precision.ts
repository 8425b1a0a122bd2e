/** Settles what a distillation's steps multiply in where its configuration leaves that to a measurement. */
import { type FoundPrecision, findFastestPrecision, type Rehearsal } from '@a2pd/tensor';
import type { DistillConfig } from './config.js';
import type { Pairs } from './data/pairs.js';
import type { Method } from './methods/method.js';
import { StudentModel } from './student.js';
import { Trainer } from './trainer.js';

/**
 * Of `fastest`, makes a precision: some seconds of the method's own steps in each, on the first pairs, which leave nothing
 * behind. A distillation that continues has its precision already.
 * @param own A method that nobody registered, for a configuration that names it.
 * @returns The configuration of the distillation, and what was found; nothing was looked for where a precision was given.
 * @throws A2pdError INTERRUPTED, NOT_FINITE
 */
export async function settlePrecision(
  config: DistillConfig,
  dataSet: Pairs,
  { method, signal }: { readonly method?: Method | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly config: DistillConfig; readonly found?: FoundPrecision }> {
  if (config.precision !== 'fastest') return { config };
  const rows = Int32Array.from({ length: Math.min(config.batchSize, dataSet.size) }, (_, row) => row);
  const found = await findFastestPrecision((precision): Rehearsal => {
    const student = StudentModel.initialise(config.architecture, dataSet.numActions, 1, config.initialisation);
    const trainer = new Trainer(student, dataSet, { ...config, precision });
    const phase = trainer.prepare(config.method, method);
    return {
      step: () => void trainer.trainOn(rows, phase, 1),
      dispose() {
        phase.dispose();
        trainer.dispose();
        student.dispose();
      },
    };
  }, signal);
  return { config: { ...config, precision: found.precision }, found };
}
