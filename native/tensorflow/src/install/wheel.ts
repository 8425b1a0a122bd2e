import type { Distribution } from '@a2pd/toolchain';

/** A wheel and the folder of it (also its folder in the site) that is wanted. */
export interface Wheel extends Distribution {
  readonly folder: string;
}
