/** Builds the pages into `dist/page`: plain files that name nothing outside of themselves. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const pages = ['index.html', 'watch.html'].map((name) => fileURLToPath(new URL(name, import.meta.url)));

export default defineConfig({
  base: './',
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    rolldownOptions: { input: pages },
    target: 'es2022',
    // The server's policy for content allows no inline script and no data in place of a file.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
