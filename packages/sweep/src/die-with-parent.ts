/**
 * Loaded before a child's own program (`node --import`): a child whose parent is gone ends at once, so that whoever takes
 * the job over has the folder for itself. Everything the child had finished is on disk by then.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Listening keeps the channel, and with it the process, open; the program itself decides when it ends.
process.channel?.unref();
