import type { TriageSource } from '../../vocabulary/index.js';
import type { RemoteFailure } from './remote-failure.js';

/** What a model is asked. The message holds strangers' text, the instruction never does. */
export interface Prompt {
  instruction: string;
  message: string;
  /** The JSON schema of the answer; a model writes the properties in their order. */
  schema: JsonSchema;
  /** Bounds what a runaway answer costs; the thoughts of models that think count in it. */
  maxOutputTokens: number;
}

export interface JsonSchema {
  type: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  [keyword: string]: unknown;
}

/** An answer for which the provider may send a bill, whether it is of use or not. */
export interface Completion {
  /** The JSON text that the model wrote, or why it wrote none. */
  outcome: string | RemoteFailure;
  /** Null where the answer doesn't name it. */
  model: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
}

/**
 * One provider's protocol, and nothing else: no retries, no deadline of its own, no tickets. {@link ResilientModel} is
 * careful with it, and `RemoteClassifier` knows what is asked.
 */
export interface RemoteModel {
  readonly source: TriageSource;
  /** The model that is asked for, as the settings name it. */
  readonly name: string;
  /** What people call it, at the beginning of a sentence. */
  readonly label: string;
  /** @throws RemoteFailure where there was no answer that could be billed */
  ask(prompt: Prompt, signal: AbortSignal): Promise<Completion>;
}
