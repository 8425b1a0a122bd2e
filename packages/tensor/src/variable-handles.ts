/** What a recording must know of the variable handles that it meets: a handle is no tensor that TensorFlow.js tracks. */

export interface VariableDescription {
  readonly shape: readonly number[];
  /** TensorFlow's DataType of the value. */
  readonly dtype: number;
}

/** The living variables of all Parameters, by the handle's id in the binding. */
export const variableHandles = new Map<number, VariableDescription>();
