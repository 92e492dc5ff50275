import { GoogleGenAI } from '@google/genai';
import { boundedFetch } from '../remote/bounded-fetch.js';
import type { Completion, JsonSchema, Prompt, RemoteModel } from '../remote/remote-model.js';
import { toRemoteFailure, parseCompletion, type HttpResponseMeta } from './gemini-answer.js';
import type { GeminiSettings } from './gemini.provider.js';

/** Always set, because the SDK would otherwise read environment variables of its own. */
const GOOGLE_BASE_URL = 'https://generativelanguage.googleapis.com';

export class GeminiModel implements RemoteModel {
  readonly source = 'gemini';
  readonly label = 'Gemini';
  readonly name: string;
  private readonly client: GoogleGenAI;

  constructor(apiKey: string, settings: GeminiSettings) {
    this.name = settings.GEMINI_MODEL;
    this.client = new GoogleGenAI({
      apiKey,
      vertexai: false,
      httpOptions: { baseUrl: settings.GEMINI_BASE_URL ?? GOOGLE_BASE_URL },
    });
  }

  async ask(prompt: Prompt, signal: AbortSignal): Promise<Completion> {
    let http: HttpResponseMeta | undefined;
    try {
      const response = await this.client.models.generateContent({
        model: this.name,
        contents: [{ role: 'user', parts: [{ text: prompt.message }] }],
        config: {
          systemInstruction: prompt.instruction,
          temperature: 0,
          maxOutputTokens: prompt.maxOutputTokens,
          responseMimeType: 'application/json',
          responseJsonSchema: withPropertyOrdering(prompt.schema),
          abortSignal: signal,
          httpOptions: {
            // The only access to the headers of an error.
            fetch: async (input: string | URL | Request, init) => {
              const answer = await boundedFetch(input, init);
              http = { status: answer.status, retryAfter: answer.headers.get('retry-after') };
              return answer;
            },
          },
        },
      });
      return parseCompletion(response);
    } catch (error) {
      throw toRemoteFailure(error, http);
    }
  }
}

/** Keyword of Gemini. Without it, the order of the properties is undefined. */
function withPropertyOrdering(schema: JsonSchema): JsonSchema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(items && { items: withPropertyOrdering(items) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, withPropertyOrdering(property)]),
      ),
      propertyOrdering: Object.keys(properties),
    }),
  };
}
