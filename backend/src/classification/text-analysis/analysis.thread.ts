import { parentPort, workerData } from 'node:worker_threads';
import type { LinearModelFile } from '@ticketiq/bundled-model';
import { TextAnalysis, type AnalysisRequest } from './analysis.js';
import type { ThreadReply } from './analysis-thread.js';

const analysis = new TextAnalysis();
analysis.setModel(workerData as LinearModelFile);
// Loads the model and compiles the patterns before the first task is timed.
analysis.classify({ title: 'VPN down', description: 'Nobody in the office can work.' });

parentPort!.on('message', (message: AnalysisRequest | { use: LinearModelFile }) => {
  if ('use' in message) return analysis.setModel(message.use);
  try {
    reply({ answer: analysis.analyze(message) });
  } catch (error) {
    reply({ error });
  }
});
reply({ ready: true });

function reply(content: { ready: true } | { answer: unknown } | { error: unknown }): void {
  const { user, system } = process.threadCpuUsage();
  parentPort!.postMessage({ ...content, cpuMicros: user + system } satisfies ThreadReply);
}
