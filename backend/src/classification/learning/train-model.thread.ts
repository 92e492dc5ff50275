import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { replayDecisions, trainModel, type ReplayJob, type TrainingJob } from './train-model.js';

// Requests have priority. On Linux this sets the priority of the calling thread, elsewhere that of the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

const task = workerData as TrainingJob | ReplayJob;
parentPort!.postMessage('candidate' in task ? replayDecisions(task) : trainModel(task));
