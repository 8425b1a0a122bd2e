/** What can be done about what is watched, as the commands that do it. */
import { formatDuration } from '@a2pd/core';
import type { WatchedRun } from '@a2pd/experiment/watch';
import type { Sight } from '@a2pd/lab';
import { commandLine } from '../command-line.js';

/** From so long a silence on it is worth a remark. */
const longQuietSeconds = 60;

/** Sentences on anything of the page. @param runs Where runs are kept. */
export function remarksOn(sight: Sight, runs: string): string[] {
  switch (sight.kind) {
    case 'training':
      return remarksOnTraining(sight.training.state, sight.folder.runs);
    case 'distillation': {
      const { student, status } = sight.distillation;
      if (status !== 'stopped') return [];
      const { name: resume, runs } = sight.folder;
      const named = student === 'student' ? undefined : student;
      return [`${commandLine('distill', { resume, runs, student: named })} continues it, with the data it began with`];
    }
    case 'sweep':
      return sight.sweep.status === 'stopped' ? [`${commandLine('sweep', { runs })} GRID continues it`] : [];
    case 'unreadable':
      return [];
  }
}

/** What to make of a run of which nothing new is to be seen: one sentence, or none. */
export function remarksOnTraining(
  { status, run, agentSteps, quietSeconds, hasCheckpoint }: WatchedRun,
  runs: string,
): string[] {
  const resume = commandLine('train', { resume: run, runs });
  switch (status) {
    case 'waiting': {
      const train = commandLine('train', { game: 'GAME', run, runs });
      return [`not begun yet; waiting for ${train} (Ctrl-C stops waiting)`];
    }
    case 'untrained': {
      const page = commandLine('watch', { web: true, run, runs });
      return [`its teacher came from elsewhere: ${page} shows what is distilled, here is nothing to watch`];
    }
    case 'stopped':
      return agentSteps > 0 ? [`${resume} continues it`] : [];
    case 'killed':
      return hasCheckpoint
        ? [`killed, or failed: ${resume} continues it from its last checkpoint`]
        : ['killed, or failed, before its first checkpoint: begin it anew'];
    case 'running': {
      if (quietSeconds === null || quietSeconds < longQuietSeconds) return [];
      // In whole minutes, so that a log is not told the same every few seconds.
      const quiet = formatDuration(quietSeconds - (quietSeconds % 60));
      // A run of another machine holds its folder whatever became of it.
      return [`nothing new for ${quiet}: it evaluates, writes a checkpoint, or was killed on another machine`];
    }
    case 'finished':
      return [];
  }
}
