import { randomId } from './random-id';

const CHANNEL = 'ticketiq.save-drafts';
/** Active tabs acknowledge immediately; suspended tabs never do. */
const ANSWER_WITHIN_MS = 150;
const SAVE_WITHIN_MS = 3_000;

type SaveMessage = { state: 'requested' } | { state: 'saving' | 'saved'; tab: string };

/**
 * Saves drafts in all tabs of the browser before their shared session ends. Resolves when they have
 * saved, or after 3 seconds.
 */
export function saveInAllTabs(): Promise<void> {
  const channel = new BroadcastChannel(CHANNEL);
  const saving = new Set<string>();
  let awaitsAnswers = true;
  return new Promise<void>((resolve) => {
    const resolveWhenSaved = () => {
      if (!awaitsAnswers && saving.size === 0) resolve();
    };
    channel.onmessage = ({ data }: MessageEvent<SaveMessage>) => {
      if (data.state === 'saving') saving.add(data.tab);
      if (data.state === 'saved') saving.delete(data.tab);
      resolveWhenSaved();
    };
    channel.postMessage({ state: 'requested' } satisfies SaveMessage);
    setTimeout(() => {
      awaitsAnswers = false;
      resolveWhenSaved();
    }, ANSWER_WITHIN_MS);
    setTimeout(resolve, SAVE_WITHIN_MS);
  }).finally(() => channel.close());
}

/**
 * Calls `save` on each save request from a tab of this browser. Returns a function that
 * unsubscribes.
 */
export function answerSaveRequests(save: () => Promise<void>): () => void {
  const tab = randomId();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = async ({ data }: MessageEvent<SaveMessage>) => {
    if (data.state !== 'requested') return;
    channel.postMessage({ state: 'saving', tab } satisfies SaveMessage);
    await save();
    channel.postMessage({ state: 'saved', tab } satisfies SaveMessage);
  };
  return () => channel.close();
}
