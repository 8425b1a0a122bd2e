/** Once this is loaded, a module that lies outside of this project finds its packages all the same. */
import { register } from 'node:module';

register(new URL('./plugin-resolution.js', import.meta.url), {
  data: { from: import.meta.resolve('@a2pd/experiment') },
});
