import OpenAI, { APIError } from 'openai';
import type { Settings } from '../../config/settings.js';
import { boundedFetch } from '../remote/bounded-fetch.js';
import type { RemoteFailure } from '../remote/remote-failure.js';
import type { Completion, Prompt, RemoteModel } from '../remote/remote-model.js';
import { failureOf, readCompletion } from './openai-answer.js';

export type OpenAiSettings = Pick<Settings, 'OPENAI_BASE_URL' | 'OPENAI_API_KEY'>;

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** Any server that speaks OpenAI's chat completions with answers by JSON schema: OpenAI's, Ollama, vLLM and others. */
export class OpenAiModel implements RemoteModel {
  readonly source = 'openai';
  readonly label = 'The OpenAI-compatible model';
  private readonly client: OpenAI;
  /** Models that think refuse to be told; known after the first refusal. */
  private temperature: 0 | undefined = 0;

  constructor(
    readonly name: string,
    settings: OpenAiSettings,
  ) {
    this.client = new OpenAI({
      // All said here, because the client would otherwise look into environment variables of its own.
      apiKey: settings.OPENAI_API_KEY ?? 'none',
      baseURL: settings.OPENAI_BASE_URL ?? OPENAI_BASE_URL,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      // Retries and deadlines are GuardedModel's.
      maxRetries: 0,
      timeout: 600_000,
      fetch: boundedFetch,
    });
  }

  async ask(prompt: Prompt, signal: AbortSignal): Promise<Completion> {
    try {
      return await this.complete(prompt, signal);
    } catch (error) {
      if (this.temperature === undefined || !isAboutTemperature(error)) throw this.failed(error, signal);
      this.temperature = undefined;
    }
    try {
      return await this.complete(prompt, signal);
    } catch (error) {
      throw this.failed(error, signal);
    }
  }

  private async complete(prompt: Prompt, signal: AbortSignal): Promise<Completion> {
    const answer = await this.client.chat.completions.create(
      {
        model: this.name,
        messages: [
          { role: 'system', content: prompt.instruction },
          { role: 'user', content: prompt.message },
        ],
        temperature: this.temperature,
        max_completion_tokens: prompt.maxOutputTokens,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'triage', strict: true, schema: { ...prompt.schema } },
        },
      },
      { signal },
    );
    return readCompletion(answer);
  }

  private failed(error: unknown, signal: AbortSignal): RemoteFailure {
    return failureOf(error, signal.aborted);
  }
}

function isAboutTemperature(error: unknown): boolean {
  return error instanceof APIError && error.status === 400 && error.param === 'temperature';
}
