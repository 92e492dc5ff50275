import { parentPort, workerData } from 'node:worker_threads';
import type { LinearModelFile } from '@ticketiq/bundled-model';
import { TextAnalysis, type AnalysisRequest } from './analysis.js';
import type { ThreadReply } from './analysis-thread.js';

const analysis = new TextAnalysis();
load(workerData as LinearModelFile);

parentPort!.on('message', (message: AnalysisRequest | { use: LinearModelFile }) => {
  if ('use' in message) return load(message.use);
  try {
    reply({ answer: analysis.analyze(message) });
  } catch (error) {
    reply({ error });
  }
});

/** Loads the model and compiles the patterns before the next task is timed. */
function load(model: LinearModelFile): void {
  analysis.setModel(model);
  analysis.classify({ title: 'VPN down', description: 'Nobody in the office can work.' });
  reply({ ready: true });
}

function reply(content: { ready: true } | { answer: unknown } | { error: unknown }): void {
  const { user, system } = process.threadCpuUsage();
  parentPort!.postMessage({ ...content, cpuMicros: user + system } satisfies ThreadReply);
}
