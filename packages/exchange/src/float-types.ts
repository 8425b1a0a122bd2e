/** Which elements of a stranger's file can be weights. */
import type { ElementType } from '@a2pd/tensor';

export function isFloat(type: ElementType): boolean {
  return ['F32', 'F16', 'BF16', 'F64'].includes(type);
}
