export { soak as default } from '../../vitest.shared.ts';
