import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { judge, learn, type JudgingTask, type Lesson } from './learn.js';

// Requests go first. On Linux this is the priority of the calling thread, elsewhere that of the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

const task = workerData as Lesson | JudgingTask;
parentPort!.postMessage('candidate' in task ? judge(task) : learn(task));
