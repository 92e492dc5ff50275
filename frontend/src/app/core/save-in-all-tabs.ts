import { randomId } from './random-id';

const CHANNEL = 'ticketiq.save-drafts';
/** Each tab answers at once that it is saving; one that is suspended does not. */
const ANSWER_WITHIN_MS = 150;
const SAVE_WITHIN_MS = 3_000;

type SaveMessage = { state: 'requested' } | { state: 'saving' | 'saved'; tab: string };

/** Before the session ends, which all tabs of a browser share. Resolves once they have saved, or after three seconds. */
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

/** Saves whenever a tab of this browser requests it, until the returned function is called. */
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
