/** A command whose options take no other option for their value. */
import { Command } from 'commander';

/** Not so for negative numbers. */
const looksLikeOption = /^--?[A-Za-z]/;

/** Commander lets `--svg --json` mean a file called "--json"; here it is a value that was forgotten. */
export class StrictCommand extends Command {
  override createCommand(name?: string): Command {
    return new StrictCommand(name);
  }

  override parseOptions(argv: string[]): ReturnType<Command['parseOptions']> {
    for (const [i, word] of argv.entries()) {
      if (word === '--') break;
      const value = argv[i + 1] ?? '';
      const option = this.options.find(({ required, long, short }) => required && (word === long || word === short));
      if (option === undefined || !looksLikeOption.test(value)) continue;
      this.error(
        `error: option '${option.flags}' needs a value, but ${value} looks like an option; type ${word}=${value} if it is meant`,
      );
    }
    return super.parseOptions(argv);
  }
}
