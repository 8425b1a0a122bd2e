/** A process of its own that continues a run, for the replay bench: `node resume-main.js FOLDER GAME ENVIRONMENTS`. */
import { resumeTraining } from './resume-training.js';

const [directory = '', game = '', numEnvironments = ''] = process.argv.slice(2);
console.log(JSON.stringify(await resumeTraining(directory, game, Number(numEnvironments))));
