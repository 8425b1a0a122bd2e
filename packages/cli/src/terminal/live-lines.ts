/** A few lines of a terminal that are drawn over themselves. */
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';

export interface LiveLines {
  /** Replaces what was drawn before; lines wider than the terminal are cut. */
  draw(lines: readonly string[]): void;
  /** Leaves the last drawing where it is and gives the cursor back. */
  end(): void;
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

export function createLiveLines(stream: NodeJS.WriteStream): LiveLines {
  let drawn = 0;
  stream.write(hideCursor);
  return {
    draw: (lines) => {
      if (drawn > 0) moveCursor(stream, 0, -drawn);
      cursorTo(stream, 0);
      clearScreenDown(stream);
      const width = stream.columns ?? 80;
      for (const line of lines) stream.write(`${[...line].slice(0, width - 1).join('')}\n`);
      drawn = lines.length;
    },
    end: () => {
      stream.write(showCursor);
    },
  };
}
