import OpenAI, { APIError } from 'openai';
import { boundedFetch } from '../remote/bounded-fetch.js';
import type { Completion, Prompt, RemoteModel } from '../remote/remote-model.js';
import { toRemoteFailure, parseCompletion } from './openai-answer.js';
import type { OpenAiSettings } from './openai.provider.js';

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** Request parameters. Some servers support fewer than OpenAI, and reasoning models reject a temperature. */
interface Dialect {
  temperature: 0 | undefined;
  tokenLimit: 'max_completion_tokens' | 'max_tokens';
  format: 'json_schema' | 'json_object' | 'text';
}

/** Any server with OpenAI's chat completions API, such as OpenAI, Ollama or vLLM. */
export class OpenAiModel implements RemoteModel {
  readonly source = 'openai';
  readonly label = 'The OpenAI-compatible model';
  private readonly client: OpenAI;
  /** Adapted after the server rejects a parameter. */
  private dialect: Dialect = {
    temperature: 0,
    tokenLimit: 'max_completion_tokens',
    format: 'json_schema',
  };

  constructor(
    readonly name: string,
    settings: OpenAiSettings,
  ) {
    this.client = new OpenAI({
      // All options are set, because the client would otherwise read its own environment variables.
      apiKey: settings.OPENAI_API_KEY ?? 'none',
      baseURL: settings.OPENAI_BASE_URL ?? OPENAI_BASE_URL,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      // ResilientModel adds retries and deadlines.
      maxRetries: 0,
      timeout: 600_000,
      fetch: boundedFetch,
    });
  }

  async ask(prompt: Prompt, signal: AbortSignal): Promise<Completion> {
    for (;;) {
      const dialect = this.dialect;
      try {
        return await this.complete(prompt, dialect, signal);
      } catch (error) {
        const simpler = simplerDialect(dialect, error);
        if (!simpler) throw toRemoteFailure(error, signal.aborted);
        this.dialect = simpler;
      }
    }
  }

  private async complete(
    { instruction, message, maxOutputTokens, schema }: Prompt,
    { temperature, tokenLimit, format }: Dialect,
    signal: AbortSignal,
  ): Promise<Completion> {
    const isHeldToSchema = format === 'json_schema';
    const answer = await this.client.chat.completions.create(
      {
        model: this.name,
        messages: [
          {
            role: 'system',
            content: isHeldToSchema ? instruction : `${instruction}\n\nThe schema: ${JSON.stringify(schema)}`,
          },
          { role: 'user', content: message },
        ],
        temperature,
        [tokenLimit]: maxOutputTokens,
        response_format: isHeldToSchema
          ? { type: format, json_schema: { name: 'triage', strict: true, schema: { ...schema } } }
          : format === 'json_object'
            ? { type: format }
            : undefined,
      },
      { signal },
    );
    return parseCompletion(answer);
  }
}

/** Removes the parameter that the server rejected; undefined if it rejected something else. */
function simplerDialect(request: Dialect, error: unknown): Dialect | undefined {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return undefined;
  const refusal = `${error.param ?? ''} ${error.message}`;
  if (request.temperature !== undefined && refusal.includes('temperature'))
    return { ...request, temperature: undefined };
  if (request.tokenLimit !== 'max_tokens' && refusal.includes('max_completion_tokens'))
    return { ...request, tokenLimit: 'max_tokens' };
  if (request.format === 'text' || !/response_format|json_schema|json_object/.test(refusal)) return undefined;
  return { ...request, format: request.format === 'json_schema' ? 'json_object' : 'text' };
}
