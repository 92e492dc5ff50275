import { runCommand } from './command.js';
import { checkGemini } from './gemini-check.js';

/** Tries the settings for Gemini with one request. */
await runCommand({
  name: 'gemini:check',
  usage: '',
  run: async ({ report, settings }) => ((await checkGemini(settings(), report)) ? undefined : 'refused'),
});
