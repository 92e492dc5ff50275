import { parentPort, workerData } from 'node:worker_threads';
import { judge, learn, type JudgingTask, type Lesson } from './learn.js';

const task = workerData as Lesson | JudgingTask;
parentPort!.postMessage('candidate' in task ? judge(task) : learn(task));
