export { parity as default } from '../../vitest.shared.ts';
