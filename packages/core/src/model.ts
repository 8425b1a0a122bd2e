/**
 * What attacks, evaluation and collection know of a trained network. `TensorT` is the tensor library's type, which
 * core does not name; packages/tensor narrows it.
 */
export interface DifferentiableModel<TensorT> {
  /** For error messages and records: what this model is. */
  readonly name: string;
  readonly numActions: number;
  /**
   * Scores whose argmax is the action and whose softmax is the prescription.
   * @param input float32[N, 84, 84, 4], pixels in [0, 1], newest frame last.
   * @returns float32[N, numActions]; a student's logits, or a teacher's expected Q-values divided by the temperature.
   */
  logits(input: TensorT): TensorT;
  dispose(): void;
}
