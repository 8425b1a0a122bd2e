/** Builds the page into `dist/page`: plain files that name nothing outside of themselves. */
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    // The server's policy for content allows no inline script and no data in place of a file.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
