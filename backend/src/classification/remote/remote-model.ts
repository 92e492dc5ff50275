import type { TriageSource } from '../../vocabulary/index.js';
import type { RemoteFailure } from './remote-failure.js';

/** A request to a model. Only the message contains untrusted text, never the instruction. */
export interface Prompt {
  instruction: string;
  message: string;
  /** JSON schema of the answer. Models write the properties in its order. */
  schema: JsonSchema;
  /** Limits the cost of a runaway answer. Includes the reasoning tokens of models that reason. */
  maxOutputTokens: number;
}

export interface JsonSchema {
  type: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  [keyword: string]: unknown;
}

/** An answer that the provider may bill, whether it is usable or not. */
export interface Completion {
  /** The JSON text that the model wrote, or why there is none. */
  outcome: string | RemoteFailure;
  /** Null if the answer does not name it. */
  model: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
}

/**
 * A provider's protocol without retries, deadlines or knowledge of tickets. {@link ResilientModel} adds resilience,
 * and `RemoteClassifier` builds the prompts.
 */
export interface RemoteModel {
  readonly source: TriageSource;
  /** The requested model, as configured. */
  readonly name: string;
  /** Display name, capitalized for the beginning of a sentence. */
  readonly label: string;
  /** @throws RemoteFailure if there was no answer that could be billed */
  ask(prompt: Prompt, signal: AbortSignal): Promise<Completion>;
}
